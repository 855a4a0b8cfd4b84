-- Who had a story first, and how many had it after them. The story of an article, by its id:
-- psql -v article=harbour-post-2026-118 -f first_source.sql
SELECT story, source, title, url, coalesce(published_at, received_at) AS first_at,
       (SELECT count(*) - 1 FROM story AS others WHERE others.story = story.story) AS followed
FROM story
WHERE story = (SELECT story FROM story WHERE id = :'article' LIMIT 1)
ORDER BY coalesce(published_at, received_at), received_at, id
LIMIT 1;
