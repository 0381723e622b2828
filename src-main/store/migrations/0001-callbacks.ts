/** The cache: what came in, in its canonical and its raw form, and what the queue and the search need of it. */
export const callbacks = `
CREATE TABLE revision (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  value INTEGER NOT NULL
) STRICT;
INSERT INTO revision (id, value) VALUES (1, 1);

-- Narrow on purpose: tabs and search read these rows by the hundred.
CREATE TABLE callback (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  -- What makes it the same record when it comes again.
  identity TEXT NOT NULL UNIQUE,
  shape TEXT NOT NULL,
  source_id TEXT NOT NULL,
  conversation_id TEXT,  -- NULL: the record came without
  participant_id TEXT,   -- NULL: the record came without
  communication_id TEXT, -- NULL: the record came without
  interaction_id TEXT,   -- NULL: not of Engage
  is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
  status TEXT NOT NULL CHECK (status IN ('open', 'closed', 'released')),
  created_at INTEGER,    -- NULL: the record does not say when it was asked for
  scheduled_at INTEGER,  -- NULL: as soon as possible
  expires_at INTEGER,    -- NULL: may be called at any later time
  again_at INTEGER,      -- NULL: never rescheduled here; else it outranks scheduled_at
  accepted_at INTEGER,   -- NULL: never accepted here
  closed_at INTEGER CHECK ((closed_at IS NOT NULL) = (status = 'closed')), -- NULL: not closed
  name TEXT,             -- NULL: the customer's name is not told
  number TEXT,           -- first number as it came; NULL: there is none
  has_dialable INTEGER NOT NULL CHECK (has_dialable IN (0, 1)),
  tag TEXT,              -- queue or subject; NULL: neither is told
  is_owned INTEGER NOT NULL CHECK (is_owned IN (0, 1)),
  is_flagged INTEGER NOT NULL CHECK (is_flagged IN (0, 1)),
  is_external INTEGER NOT NULL CHECK (is_external IN (0, 1)),
  automation_id TEXT,    -- NULL: the platform does not place it by itself
  response_type TEXT,    -- NULL: not told, or a value not known
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  due_at INTEGER GENERATED ALWAYS AS (coalesce(again_at, scheduled_at)) VIRTUAL, -- NULL: as soon as possible
  sort_at INTEGER NOT NULL GENERATED ALWAYS AS
    (coalesce(again_at, scheduled_at, created_at, first_seen_at)) VIRTUAL,
  is_mine INTEGER NOT NULL GENERATED ALWAYS AS (is_owned OR accepted_at IS NOT NULL) VIRTUAL,
  -- The row id under a name that a range over two columns can use: thousands may share one instant.
  arrival INTEGER NOT NULL GENERATED ALWAYS AS (id) VIRTUAL
) STRICT;

CREATE INDEX callback_asap ON callback (sort_at, arrival) WHERE status = 'open' AND due_at IS NULL;
CREATE INDEX callback_timed ON callback (sort_at, arrival) WHERE status = 'open' AND due_at IS NOT NULL;
CREATE INDEX callback_mine ON callback (sort_at, arrival) WHERE status = 'open' AND is_mine = 1;
CREATE INDEX callback_closed ON callback (closed_at, arrival) WHERE status = 'closed';
CREATE INDEX callback_demo ON callback (id) WHERE is_demo = 1;
CREATE INDEX callback_conversation ON callback (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX callback_participant ON callback (participant_id) WHERE participant_id IS NOT NULL;
CREATE INDEX callback_communication ON callback (communication_id) WHERE communication_id IS NOT NULL;
CREATE INDEX callback_interaction ON callback (interaction_id) WHERE interaction_id IS NOT NULL;

CREATE TABLE canonical (
  callback_id INTEGER PRIMARY KEY REFERENCES callback (id) ON DELETE CASCADE,
  json TEXT NOT NULL
) STRICT;

-- The last payload of each shape a record came in: another shape of it knows other fields.
CREATE TABLE raw_payload (
  id INTEGER PRIMARY KEY,
  callback_id INTEGER NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
  shape TEXT NOT NULL,
  raw TEXT NOT NULL,
  envelope TEXT, -- NULL: it came bare
  UNIQUE (callback_id, shape)
) STRICT;

CREATE TABLE callback_number (
  callback_id INTEGER NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  dialable TEXT, -- NULL: cannot be called
  PRIMARY KEY (callback_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE problem (
  callback_id INTEGER NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (callback_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

-- Words come folded (words.ts), so the plain tokenizer splits them exactly where we did. Without
-- positions it is half the size; nobody asks for phrases. Rows are found newest first by rowid.
CREATE VIRTUAL TABLE callback_search USING fts5 (
  words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3', tokenize = 'ascii'
);
`;
