-- Quotes of a person this week.
-- psql -v person="Tamar Beridze" -f quotes_of_a_person.sql
SELECT article.received_at, article.source, quote.text, quote.polarity, article.url
FROM quote
JOIN article ON article.id = quote.article_id
WHERE lower(quote.speaker_name) = lower(:'person')
  AND article.received_at > now() - interval '7 days'
ORDER BY article.received_at DESC, quote.article_id, quote.index;
