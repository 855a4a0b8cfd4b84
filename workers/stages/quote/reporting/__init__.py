"""reporting: who reports what, by verbs and other cues."""
