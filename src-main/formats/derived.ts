import type { Draft } from "./adapter.ts";

/** Documents without a birthday of their own have their first segment's start. */
export function bornWithFirstSegment(draft: Draft): void {
  draft.createdAt ??= draft.segments[0]?.startAt ?? null;
}
