-- What sink.py fills. Run it again at any time: nothing is lost.

CREATE TABLE IF NOT EXISTS article (
    id            text PRIMARY KEY,
    version       bigint NOT NULL,
    received_at   timestamptz NOT NULL,
    published_at  timestamptz,
    url           text,
    source        text,
    title         text,
    text          text NOT NULL,
    language      text,
    authors       text[] NOT NULL,
    cluster_id    text,
    revision_of   text,
    rewrite_of    text,
    record        jsonb NOT NULL
);

CREATE TABLE IF NOT EXISTS quote (
    article_id    text NOT NULL REFERENCES article ON DELETE CASCADE,
    index         integer NOT NULL,
    text          text NOT NULL,
    kind          text NOT NULL,
    polarity      text NOT NULL,
    speaker_kind  text NOT NULL,
    speaker_name  text,
    speaker_key   text,
    speaker_role  text,
    quote_key     text,
    confidence    double precision NOT NULL,
    start_at      integer NOT NULL,
    end_at        integer NOT NULL,
    PRIMARY KEY (article_id, index)
);

CREATE TABLE IF NOT EXISTS mention (
    article_id    text NOT NULL REFERENCES article ON DELETE CASCADE,
    index         integer NOT NULL,
    entity_id     text NOT NULL,
    entity_key    text NOT NULL,
    type          text NOT NULL,
    name          text NOT NULL,
    text          text NOT NULL,
    wikidata      text,
    geonames      bigint,
    kb_id         text,
    start_at      integer NOT NULL,
    end_at        integer NOT NULL,
    PRIMARY KEY (article_id, index)
);

-- Copies, late versions and corrections; an article can have several.
CREATE TABLE IF NOT EXISTS copy (
    id            text NOT NULL,
    duplicate_of  text NOT NULL,
    kind          text NOT NULL,
    version       bigint NOT NULL,
    cluster_id    text NOT NULL,
    received_at   timestamptz NOT NULL,
    url           text,
    source        text,
    title         text,
    PRIMARY KEY (id, duplicate_of, kind, version)
);

-- The last version of an article that was withdrawn: it stays out, in whatever order it comes.
CREATE TABLE IF NOT EXISTS withdrawal (
    id            text PRIMARY KEY,
    version       bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS article_cluster ON article (cluster_id);
CREATE INDEX IF NOT EXISTS article_received ON article (received_at);
CREATE INDEX IF NOT EXISTS quote_speaker ON quote (speaker_key);
CREATE INDEX IF NOT EXISTS mention_entity ON mention (entity_key);
CREATE INDEX IF NOT EXISTS copy_of ON copy (duplicate_of);

-- Who published a story: its articles, and their copies by way of what they are copies of.
CREATE OR REPLACE VIEW story AS
WITH RECURSIVE chain AS (
    SELECT id, duplicate_of AS up, 1 AS depth FROM copy WHERE duplicate_of <> id
    UNION
    SELECT chain.id, copy.duplicate_of, depth + 1
    FROM chain JOIN copy ON copy.id = chain.up AND copy.duplicate_of <> copy.id
    WHERE depth < 20
)
SELECT coalesce(cluster_id, id) AS story, id, source, url, title,
       received_at, published_at, NULL AS copy_of
FROM article
UNION
SELECT coalesce(head.cluster_id, head.id), copy.id, copy.source, copy.url, copy.title,
       copy.received_at, NULL, head.id
FROM chain
JOIN article AS head ON head.id = chain.up
JOIN copy ON copy.id = chain.id
WHERE NOT EXISTS (SELECT FROM article WHERE article.id = copy.id);
