/**
 * A call beside the attempts has a story of its own, also where it is about no callback known. What
 * was told of callbacks keeps its row and its id, by which the order of a story goes.
 * To be run with foreign keys off: the table is built anew.
 */
export const callStories = `
CREATE TABLE timeline_event_anew (
  id INTEGER PRIMARY KEY,
  callback_id INTEGER REFERENCES callback (id) ON DELETE CASCADE,   -- NULL: about no callback known
  side_call_id INTEGER REFERENCES side_call (id) ON DELETE CASCADE, -- NULL: of the callback itself
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  detail TEXT, -- NULL: the kind says it all
  CHECK (callback_id IS NOT NULL OR side_call_id IS NOT NULL)
) STRICT;
INSERT INTO timeline_event_anew (id, callback_id, at, what, detail)
  SELECT id, callback_id, at, what, detail FROM timeline_event;
DROP TABLE timeline_event;
ALTER TABLE timeline_event_anew RENAME TO timeline_event;
CREATE INDEX timeline_event_of_callback ON timeline_event (callback_id);
CREATE INDEX timeline_event_of_side_call ON timeline_event (side_call_id) WHERE side_call_id IS NOT NULL;
`;
