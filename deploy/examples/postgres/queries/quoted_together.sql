-- Who is quoted with whom: pairs of people who speak in the same articles.
SELECT one.speaker_key AS person, other.speaker_key AS with_whom,
       count(DISTINCT one.article_id) AS articles
FROM quote AS one
JOIN quote AS other
  ON other.article_id = one.article_id AND other.speaker_key > one.speaker_key
WHERE one.speaker_key IS NOT NULL
GROUP BY one.speaker_key, other.speaker_key
ORDER BY articles DESC, person, with_whom
LIMIT 50;
