"""The Faust layer: one app factory and one loop shape, used by every stage."""
