/**
 * Wire records for the stories: one maker per shape, each with the fields that steer the client.
 * Numbers are the demo switch's own, so that what a callee does is chosen by what is called.
 */
export const ANSWERS = "+15550100";
export const BUSY = "+15550101";
export const NO_ANSWER = "+15550102";
export const DECLINES = "+15550103";
export const BAD_NUMBER = "+15550104";
export const HANGS_UP = "+15550105";
export const HOLDS = "+15550107";

interface Wanted {
  readonly id: string;
  readonly name: string;
  readonly numbers: readonly string[];
  readonly timeoutSeconds?: number;
  readonly skipEnabled?: boolean;
}

export const callbackBasic = ({ id, name, numbers, timeoutSeconds, skipEnabled }: Wanted) => ({
  state: "connected",
  id,
  segments: [
    {
      start_time: "2026-11-20T08:00:00.000Z",
      end_time: "2026-11-20T08:00:02.113Z",
      type: "system",
      how_ended: "disconnect",
    },
  ],
  direction: "outbound",
  held: false,
  disconnect_type: null,
  callback_numbers: numbers,
  callback_user_name: name,
  script_id: "29d5d6a0-6199-11e7-8dfd-3b02f841a302",
  external_campaign: false,
  skip_enabled: skipEnabled ?? false,
  timeout_seconds: timeoutSeconds ?? 0,
  provider: "PureCloud Callback",
});

export const callback = ({ id, name, numbers, timeoutSeconds, skipEnabled }: Wanted) => ({
  state: "alerting",
  initialState: "offering",
  id,
  segments: [],
  direction: "outbound",
  held: false,
  disconnectType: null,
  callbackNumbers: numbers,
  callbackUserName: name,
  skipEnabled: skipEnabled ?? false,
  timeoutSeconds: timeoutSeconds ?? 0,
  provider: "PureCloud Callback",
  callerId: "+15550199",
  callerIdName: "ACME Service",
  queueMediaSettings: { alertingTimeoutSeconds: 30, enableAutoAnswer: false },
});

export const callbackMediaParticipant = (
  { id, name, numbers, timeoutSeconds, skipEnabled }: Wanted,
  wrapUp: { prompt: string; timeoutMs?: number } = { prompt: "optional" },
) => ({
  id,
  name: "Kim Agent",
  address: "sip:kim@example.org",
  startTime: "2026-11-20T08:00:00.000Z",
  purpose: "agent",
  state: "connected",
  direction: "outbound",
  held: false,
  wrapupRequired: wrapUp.prompt !== "optional",
  wrapupPrompt: wrapUp.prompt,
  ...(wrapUp.timeoutMs === undefined ? {} : { wrapupTimeoutMs: wrapUp.timeoutMs }),
  queue: { id: "d1558db4-df3f-4471-9467-1106a55fd6a7", name: "Router orders" },
  attributes: { order: "R-2231", tier: "gold" },
  callbackNumbers: numbers,
  callbackUserName: name,
  skipEnabled: skipEnabled ?? false,
  timeoutSeconds: timeoutSeconds ?? 0,
});

export const notificationCallback = ({
  id,
  name,
  numbers,
  timeoutSeconds,
  skipEnabled,
}: Wanted) => ({
  state: "OFFERING",
  id,
  direction: "OUTBOUND",
  held: false,
  disconnectType: null,
  callbackNumbers: numbers,
  callbackUserName: name,
  skipEnabled: skipEnabled ?? false,
  provider: "PureCloud Dialer",
  timeoutSeconds: timeoutSeconds ?? 0,
  additionalProperties: null,
});

export const engageCallback = ({ id, name, numbers }: Wanted) => ({
  callback_status: 5,
  desired_response_type: "Voice",
  start_time: "2026-11-20T08:00:00.000Z",
  end_time: "2036-11-20T17:00:00.000Z",
  customer_number: numbers[0] ?? "",
  attempts: 1,
  call_result: 28,
  callback_type: 1,
  customer_id: "000C8a4M2K1S0001",
  interaction_id: id,
  status: 2,
  entity_type: 5,
  type: "Inbound",
  media_type: "callback",
  creator_app_id: 133,
  start_date: "2026-11-20T08:12:44.120Z",
  subject: name,
  udata: { Product: "Guitars" },
});
