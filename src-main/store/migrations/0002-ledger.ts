/** What the agent did: the turn in hand, attempts, wrap-ups, the time line, and what is owed for them. */
export const ledger = `
-- The turn in the agent's hands; at most one.
CREATE TABLE turn (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  callback_id INTEGER NOT NULL REFERENCES callback (id),
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  callback_id INTEGER NOT NULL REFERENCES callback (id),
  number TEXT NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('agent', 'countdown')),
  started_at INTEGER NOT NULL,
  sent_at INTEGER,         -- NULL: the INVITE was never handed to the transport
  rang_at INTEGER,         -- NULL: no ringing was reported
  answered_at INTEGER,     -- NULL: not answered
  ended_at INTEGER,        -- NULL: live
  outcome TEXT CHECK ((outcome IS NOT NULL) = (ended_at IS NOT NULL)), -- NULL: live
  call_result INTEGER,     -- NULL: live, or nothing was dialled
  disconnect_type TEXT,    -- NULL: live
  sip_status INTEGER,      -- NULL: no final answer came
  sip_reason TEXT,         -- NULL: no final answer came
  q850_cause INTEGER,      -- NULL: the network told none
  retry_after_seconds REAL, -- NULL: not told
  fault TEXT,              -- NULL: no fault of our own side
  ended_by TEXT            -- NULL: live
) STRICT;

CREATE INDEX attempt_of_callback ON attempt (callback_id);
CREATE INDEX attempt_by_start ON attempt (started_at);
CREATE UNIQUE INDEX attempt_live ON attempt ((1)) WHERE ended_at IS NULL;
CREATE TRIGGER attempt_is_settled BEFORE UPDATE ON attempt WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an attempt that has ended is never changed'); END;

CREATE TABLE timeline_event (
  id INTEGER PRIMARY KEY,
  callback_id INTEGER NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  detail TEXT -- NULL: the kind says it all
) STRICT;
CREATE INDEX timeline_event_of_callback ON timeline_event (callback_id);

CREATE TABLE wrap_up_draft (
  callback_id INTEGER PRIMARY KEY REFERENCES callback (id) ON DELETE CASCADE,
  outcome TEXT, -- NULL: not chosen yet
  code TEXT,    -- NULL: not chosen yet
  notes TEXT NOT NULL,
  next_do TEXT CHECK (next_do IN ('close', 'again', 'leave')), -- NULL: what the outcome suggests
  next_at INTEGER CHECK ((next_at IS NOT NULL) = (next_do IS 'again')), -- NULL: not to be called again
  saved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE wrap_up (
  id INTEGER PRIMARY KEY,
  callback_id INTEGER NOT NULL REFERENCES callback (id),
  attempt_id INTEGER NOT NULL UNIQUE REFERENCES attempt (id),
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT, -- NULL: the rule let the agent go without
  notes TEXT NOT NULL,
  next_do TEXT NOT NULL CHECK (next_do IN ('close', 'again', 'leave')),
  next_at INTEGER CHECK ((next_at IS NOT NULL) = (next_do = 'again')), -- NULL: not to be called again
  by TEXT NOT NULL
) STRICT;
CREATE INDEX wrap_up_of_callback ON wrap_up (callback_id);

-- AUTOINCREMENT: the id is what tells the platform one report from another, so none is used twice.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  callback_id INTEGER NOT NULL REFERENCES callback (id),
  kind TEXT NOT NULL CHECK (kind IN ('wrap-up', 'skip', 'decline', 'reschedule')),
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER -- NULL: owed
) STRICT;
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE INDEX outbox_of_callback ON outbox (callback_id);
`;
