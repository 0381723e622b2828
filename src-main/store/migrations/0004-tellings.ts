/**
 * One callback, told in several documents. What makes a record the same again is no longer one text
 * but the ids of its tellings; the telling that is shown stands in `payload`, older ones and those of
 * other documents in `other_payload`; of several participants' records of one callback one leads.
 * To be run with foreign keys off: tables that others refer to are built anew.
 */
export const tellings = `
CREATE TABLE callback_anew (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  shape TEXT NOT NULL,
  source_id TEXT NOT NULL,
  conversation_id TEXT,  -- NULL: no telling of it came with its conversation
  participant_id TEXT,   -- NULL: no telling of it came with its participant
  communication_id TEXT, -- NULL: no telling of it came with its communication
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
  -- The record that stands for the callback in its place, which itself leads.
  superseded_by INTEGER CHECK (superseded_by <> id) REFERENCES callback (id), -- NULL: it leads
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  due_at INTEGER GENERATED ALWAYS AS (coalesce(again_at, scheduled_at)) VIRTUAL, -- NULL: as soon as possible
  sort_at INTEGER NOT NULL GENERATED ALWAYS AS
    (coalesce(again_at, scheduled_at, created_at, first_seen_at)) VIRTUAL,
  is_mine INTEGER NOT NULL GENERATED ALWAYS AS (is_owned OR accepted_at IS NOT NULL) VIRTUAL,
  -- Open and nobody else's to stand for: what the queue offers.
  is_offered INTEGER NOT NULL GENERATED ALWAYS AS (status = 'open' AND superseded_by IS NULL) VIRTUAL,
  -- The row id under a name that a range over two columns can use: thousands may share one instant.
  arrival INTEGER NOT NULL GENERATED ALWAYS AS (id) VIRTUAL
) STRICT;
INSERT INTO callback_anew
  (id, key, shape, source_id, conversation_id, participant_id, communication_id, interaction_id,
   is_demo, status, created_at, scheduled_at, expires_at, again_at, accepted_at, closed_at, name,
   number, has_dialable, tag, is_owned, is_flagged, is_external, automation_id, response_type,
   first_seen_at, changed_at)
SELECT id, key, shape, source_id, conversation_id, participant_id, communication_id, interaction_id,
   is_demo, status, created_at, scheduled_at, expires_at, again_at, accepted_at, closed_at, name,
   number, has_dialable, tag, is_owned, is_flagged, is_external, automation_id, response_type,
   first_seen_at, changed_at
FROM callback;
DROP TABLE callback;
ALTER TABLE callback_anew RENAME TO callback;

CREATE INDEX callback_asap ON callback (sort_at, arrival) WHERE is_offered = 1 AND due_at IS NULL;
CREATE INDEX callback_timed ON callback (sort_at, arrival) WHERE is_offered = 1 AND due_at IS NOT NULL;
CREATE INDEX callback_mine ON callback (sort_at, arrival) WHERE is_offered = 1 AND is_mine = 1;
CREATE INDEX callback_closed ON callback (closed_at, arrival) WHERE status = 'closed';
CREATE INDEX callback_demo ON callback (id) WHERE is_demo = 1;
CREATE INDEX callback_conversation ON callback (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX callback_participant ON callback (participant_id) WHERE participant_id IS NOT NULL;
CREATE INDEX callback_communication ON callback (communication_id) WHERE communication_id IS NOT NULL;
CREATE INDEX callback_interaction ON callback (interaction_id) WHERE interaction_id IS NOT NULL;
CREATE INDEX callback_superseded ON callback (superseded_by) WHERE superseded_by IS NOT NULL;

-- The key of a record that turned out to be one with another: who still holds it finds that one.
CREATE TABLE former_key (
  key TEXT PRIMARY KEY,
  callback_id INTEGER NOT NULL REFERENCES callback (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX former_key_of_callback ON former_key (callback_id);

-- The telling that is shown.
CREATE TABLE payload (
  callback_id INTEGER PRIMARY KEY REFERENCES callback (id) ON DELETE CASCADE,
  canonical TEXT NOT NULL,
  own_ids TEXT,    -- NULL: it came with all the ids the row has
  topic TEXT,      -- NULL: its envelope tells nothing of its age
  version INTEGER, -- NULL: not told
  told_at INTEGER, -- NULL: not told
  envelope TEXT,   -- NULL: it came bare
  raw TEXT NOT NULL
) STRICT;
INSERT INTO payload (callback_id, canonical, envelope, raw)
SELECT c.id, j.json, r.envelope, r.raw FROM callback AS c
JOIN canonical AS j ON j.callback_id = c.id
JOIN raw_payload AS r ON r.callback_id = c.id AND r.shape = c.shape;

-- The newest telling of every other kind, a document that came with its conversation or bare.
CREATE TABLE other_payload (
  id INTEGER PRIMARY KEY,
  callback_id INTEGER NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
  shape TEXT NOT NULL,
  is_placed INTEGER NOT NULL CHECK (is_placed IN (0, 1)),
  own_ids TEXT NOT NULL,
  canonical TEXT,  -- NULL: an older build kept no more than the text
  problems TEXT NOT NULL,
  topic TEXT,      -- NULL: its envelope tells nothing of its age
  version INTEGER, -- NULL: not told
  told_at INTEGER, -- NULL: not told
  envelope TEXT,   -- NULL: it came bare
  raw TEXT NOT NULL,
  UNIQUE (callback_id, shape, is_placed)
) STRICT;
INSERT INTO other_payload (callback_id, shape, is_placed, own_ids, problems, envelope, raw)
SELECT c.id, r.shape, c.conversation_id IS NOT NULL,
  json_object('conversationId', c.conversation_id, 'participantId', c.participant_id,
    'communicationId', c.communication_id, 'interactionId', c.interaction_id),
  '[]', r.envelope, r.raw
FROM callback AS c JOIN raw_payload AS r ON r.callback_id = c.id AND r.shape <> c.shape;
DROP TABLE raw_payload;
DROP TABLE canonical;

-- Rows that may turn out to be one with another, or to be led by it; looked at once the file is open.
CREATE TABLE unarranged (
  callback_id INTEGER PRIMARY KEY REFERENCES callback (id) ON DELETE CASCADE
) STRICT;
INSERT INTO unarranged
SELECT c.id FROM callback AS c WHERE EXISTS (
  SELECT 1 FROM callback AS o WHERE o.id <> c.id AND o.conversation_id = c.conversation_id
  UNION ALL
  SELECT 1 FROM callback AS o WHERE o.id <> c.id AND o.communication_id = c.communication_id
  UNION ALL
  SELECT 1 FROM callback AS o WHERE o.id <> c.id AND o.participant_id = c.participant_id
);

DROP TRIGGER attempt_is_settled;
-- Whose attempt it is may turn out later; what came of it stands.
CREATE TRIGGER attempt_is_settled BEFORE UPDATE OF
  id, key, number, how, origin, started_at, sent_at, rang_at, answered_at, ended_at, outcome, call_result,
  disconnect_type, sip_status, sip_reason, q850_cause, retry_after_seconds, fault, ended_by
ON attempt WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an attempt that has ended is never changed'); END;

-- What was refused is kept once, however often it comes.
DELETE FROM quarantine WHERE id NOT IN (SELECT min(id) FROM quarantine GROUP BY text);
CREATE INDEX quarantine_by_text ON quarantine (length(text), substr(text, 1, 64));
`;
