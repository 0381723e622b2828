/** Calls beside the attempts, who began an attempt that was not dialled from here, and whose a number is. */
export const sideCalls = `
-- 'incoming': the customer rang; 'station': the platform rang the agent for her.
ALTER TABLE attempt ADD COLUMN origin TEXT NOT NULL DEFAULT 'dialled'
  CHECK (origin IN ('dialled', 'incoming', 'station'));

CREATE TABLE side_call (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('incoming', 'consult')),
  callback_id INTEGER REFERENCES callback (id) ON DELETE CASCADE, -- NULL: about no callback known
  number TEXT,         -- NULL: the caller hides it
  name TEXT,           -- NULL: not told
  started_at INTEGER NOT NULL,
  answered_at INTEGER, -- NULL: not answered
  ended_at INTEGER,    -- NULL: live
  outcome TEXT CHECK ((outcome IS NOT NULL) = (ended_at IS NOT NULL)), -- NULL: live
  ended_by TEXT,       -- NULL: live, never dialled, or the attempt of the same key tells it
  sip_status INTEGER,  -- NULL: no final answer came
  sip_reason TEXT,     -- NULL: not told
  q850_cause INTEGER,  -- NULL: the network told none
  fault TEXT           -- NULL: no fault of our own side
) STRICT;
CREATE INDEX side_call_of_callback ON side_call (callback_id) WHERE callback_id IS NOT NULL;
CREATE INDEX side_call_live ON side_call (id) WHERE ended_at IS NULL;

-- Finds the callback of a customer who rings.
CREATE INDEX callback_number_dialable ON callback_number (dialable) WHERE dialable IS NOT NULL;
`;
