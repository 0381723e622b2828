import type { CallEnd } from "./outcome.ts";

/** A far end on its way to somebody else. */
export interface Transfer {
  /** `attended`: to the party of a consultation. */
  readonly kind: "blind" | "attended";
  /** Whom it goes to, as it was dialled. */
  readonly number: string;
  /** The network has said that it is there; the end that follows is no hang-up. */
  readonly isDone: boolean;
}

/** The end of a call whose far end has reached whom it was transferred to; null: no such end. */
export function handedOn(transfer: Transfer | null, told: CallEnd): CallEnd | null {
  if (transfer?.isDone !== true || told.fault !== null) return null;
  return { ...told, by: transfer.kind === "blind" ? "transfer" : "consult-transfer" };
}
