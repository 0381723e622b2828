import type { Adapter } from "./adapter.ts";
import { communicationId, shared, surroundings } from "./communication-fields.ts";
import { bornWithFirstSegment } from "./derived.ts";
import { documentStyle } from "./style.ts";

/** `Callback`: a communication inside `Conversation`, as `GET /conversations/{id}` gives it. */
export const callback: Adapter = {
  shape: "callback",
  style: documentStyle("snake_case", "plain"),
  members: [],
  idField: "id",
  table: [
    shared.state,
    shared.initialState,
    communicationId,
    shared.segments,
    shared.direction,
    shared.held,
    shared.disconnectType,
    shared.startHoldTime,
    shared.dialerPreview,
    shared.voicemail,
    shared.callbackNumbers,
    shared.callbackUserName,
    shared.scriptId,
    shared.externalCampaign,
    shared.skipEnabled,
    shared.timeoutSeconds,
    shared.startAlertingTime,
    shared.connectedTime,
    shared.disconnectedTime,
    shared.callbackScheduledTime,
    shared.automatedCallbackConfigId,
    shared.provider,
    shared.peerId,
    shared.wrapup,
    shared.afterCallWork,
    shared.afterCallWorkRequired,
    shared.callerId,
    shared.callerIdName,
    shared.queueMediaSettings,
  ],
  later: [...surroundings],
  derive: bornWithFirstSegment,
};
