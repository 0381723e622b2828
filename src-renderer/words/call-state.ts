import type { SideView } from "#contract/side-view.ts";
import type { TurnView } from "#contract/view.ts";
import * as m from "#renderer/messages/messages.js";

type Talked = SideView & { readonly at: "talking" };
type Told = TurnView | Talked;

/**
 * Of which call the header tells: the attempt's from the dialling on, wrap-up included; else of one
 * beside it that is answered, the one she talks on first. Null: of none.
 */
export function callTold(turn: TurnView | null, sides: readonly SideView[]): Told | null {
  if (turn !== null && turn.at !== "preview") return turn;
  const talked = sides.filter((side): side is Talked => side.at === "talking");
  return talked.find(({ hold }) => hold === "off") ?? talked[0] ?? turn;
}

/** The words of `status` "Call"; screen readers, tests and other programs know the call by these. */
export function callWord(turn: Told | null): string {
  switch (turn?.at) {
    case undefined:
    case "preview":
      return m.call_idle();
    case "dialing":
      return m.call_dialing();
    case "ringing":
      return turn.hasEarlyMedia ? m.call_early_media() : m.call_ringing();
    case "talking":
      // Ours is confirmed first: until then the customer hears the agent.
      if (turn.hold === "on" || turn.hold === "releasing") return m.call_on_hold();
      return turn.isHeldByFarEnd ? m.call_held_by_far_end() : m.call_talking();
    case "wrap-up":
      return m.call_ended();
  }
}

export function callTone(turn: Told | null): "quiet" | "go" | "wait" {
  if (turn === null || turn.at === "preview" || turn.at === "wrap-up") return "quiet";
  if (turn.at !== "talking") return "go";
  return turn.hold === "on" || turn.hold === "releasing" || turn.isHeldByFarEnd ? "wait" : "go";
}

/** A customer without a name is called by her number. */
export const customerName = (name: string | null): string =>
  name === null || name.trim() === "" ? m.customer_unnamed() : name;
