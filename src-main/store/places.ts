import type { Database } from "better-sqlite3";
import type { EpochMs } from "#core/time.ts";
import { arrange, type Named } from "./arrange.ts";
import type { Asides } from "./asides.ts";
import type { Joins, Member, Placed } from "./joins.ts";
import type { Rows } from "./rows.ts";
import { isSameIds, type ReadTelling } from "./telling.ts";

/** A row that shares an id with what came. */
export interface Neighbour extends Named {
  readonly row: number;
  readonly hasOthers: number;
}

export interface Places {
  /** Rows that may be of the same callback. */
  around(came: Named, isDemo: boolean): readonly Neighbour[];
  /**
   * The row that the telling belongs to, null when it is of none. Rows that turn out to be one by
   * what came are joined first, and a telling that can no longer be told whose it is gets its own.
   */
  find(came: ReadTelling, around: readonly Neighbour[], now: EpochMs): number | null;
  /** Arranges anew what an older build kept apart. */
  mend(row: number, now: EpochMs): void;
}

export interface PlacesParts {
  readonly db: Database;
  readonly rows: Rows;
  readonly asides: Asides;
  readonly joins: Joins;
}

export function openPlaces({ db, rows, asides, joins }: PlacesParts): Places {
  const select = `SELECT c.id AS row, c.shape, c.conversation_id AS conversationId,
      c.participant_id AS participantId, c.communication_id AS communicationId,
      c.interaction_id AS interactionId,
      EXISTS (SELECT 1 FROM other_payload WHERE callback_id = c.id) AS hasOthers
    FROM callback AS c`;
  // The plus keeps SQLite from planning anew for every value, to see if an index of demo rows serves.
  const by = (column: string) =>
    db.prepare<[string, number], Neighbour>(`${select} WHERE c.${column} = ? AND +c.is_demo = ?`);
  const byInteraction = by("interaction_id");
  const byConversation = by("interaction_id IS NULL AND c.conversation_id");
  const byCommunication = by("interaction_id IS NULL AND c.communication_id");
  const byParticipant = by("interaction_id IS NULL AND c.participant_id");
  const itself = db.prepare<[number], Neighbour & { readonly is_demo: number }>(
    `${select.replace(" FROM callback", ", c.is_demo FROM callback")} WHERE c.id = ?`,
  );

  function around(came: Named, isDemo: boolean): readonly Neighbour[] {
    const { conversationId, participantId, communicationId, interactionId } = came;
    const demo = isDemo ? 1 : 0;
    if (interactionId !== null) return byInteraction.all(interactionId, demo);
    const near = conversationId === null ? [] : byConversation.all(conversationId, demo);
    // A communication under the same participant is of the same conversation too.
    const more =
      communicationId !== null
        ? byCommunication.all(communicationId, demo)
        : participantId !== null
          ? byParticipant.all(participantId, demo)
          : [];
    for (const each of more) if (!near.some(({ row }) => row === each.row)) near.push(each);
    return near;
  }

  /** What the rows tell, each telling with the row it stands in. */
  const tellingsOf = (row: number): Placed[] =>
    [rows.read(row).shown(), ...asides.of(row)].map((telling) => ({ row, telling, ...telling }));

  return {
    around,
    find(came, near, now) {
      const [only] = near;
      if (only === undefined) return null;
      const isKnown = near.length === 1 && only.hasOthers === 0 && only.shape === came.shape;
      if (isKnown && isSameIds(only, came)) return only.row;
      const coming: Member = { ...came, row: null };
      const groups = arrange<Neighbour | Member>([
        ...near.flatMap((each): (Neighbour | Member)[] =>
          each.hasOthers === 0 ? [each] : tellingsOf(each.row),
        ),
        coming,
      ]);
      if (isStable(groups)) return rowOf(groups, coming);
      const members = near.flatMap(({ row }) => tellingsOf(row));
      return joins.move(arrange<Member>([...members, coming]), now).get(coming) ?? null;
    },
    mend(row, now) {
      const found = itself.get(row);
      if (found === undefined) return;
      const members = around(found, found.is_demo === 1).flatMap((each) => tellingsOf(each.row));
      const groups = arrange(members);
      if (!isStable(groups)) joins.move(groups, now);
    },
  };
}

type Group = readonly { readonly row: number | null }[];

const rowsIn = (group: Group): number[] => [
  ...new Set(group.flatMap(({ row }) => (row === null ? [] : [row]))),
];

/** Every row is a group, and no group is more than a row. */
function isStable(groups: readonly Group[]): boolean {
  const seen = groups.flatMap(rowsIn);
  return groups.every((group) => rowsIn(group).length <= 1) && new Set(seen).size === seen.length;
}

const rowOf = (groups: readonly Group[], member: Group[number]): number | null =>
  rowsIn(groups.find((group) => group.includes(member)) ?? [])[0] ?? null;
