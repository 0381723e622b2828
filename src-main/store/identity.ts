import type { Callback } from "#core/callback.ts";
import { NoIdentity } from "./errors.ts";

/**
 * What makes a record the same record when it comes again, as one text. Engage: the interaction.
 * Genesys Cloud with its envelope: conversation, participant and communication, so that one
 * communication told in two shapes is one record. Bare: the shape and its own id, because a
 * participant's id and a communication's id name different things and never meet. Demo records
 * never meet real ones.
 * @throws NoIdentity when the record has no id of its own.
 */
export function identityOf({ shape, identity }: Callback, isDemo: boolean): string {
  const { conversationId, participantId, communicationId, interactionId } = identity;
  const world = isDemo ? "demo" : "real";
  if (interactionId !== null) return JSON.stringify([world, "engage", interactionId]);
  if (participantId === null && communicationId === null) {
    throw new NoIdentity("The record has no id of its own, so it cannot be kept");
  }
  return conversationId !== null
    ? JSON.stringify([world, "cloud", conversationId, participantId, communicationId])
    : JSON.stringify([world, shape, participantId, communicationId]);
}

/** The most specific of the ids it came with. */
export function sourceIdOf({ identity }: Callback): string {
  const { conversationId, participantId, communicationId, interactionId } = identity;
  return interactionId ?? communicationId ?? participantId ?? conversationId ?? "";
}
