import { sampleId, type SampleClock } from "./clock.ts";

const queueMediaSettings = {
  alertingTimeoutSeconds: 30,
  autoAnswerAlertToneSeconds: 1.5,
  manualAnswerAlertToneSeconds: 0,
  enableAutoAnswer: false,
};

/** Conversations as `GET /conversations/{id}` gives them: `Callback`, in camelCase. */
export const callbackSamples = ({ minutesAgo, inMinutes }: SampleClock): readonly unknown[] => [
  {
    id: sampleId("c1", 1),
    participants: [
      {
        id: sampleId("a1", 1),
        purpose: "agent",
        queueName: "Voicemail",
        attributes: {
          Reason: "Left a voicemail of 41 seconds",
          Transcript: "Hello, it is about my contract, please call me back",
          Try: "Nobody answers. Hang up when you have waited long enough.",
        },
        wrapupPrompt: "optional",
        callbacks: [
          {
            state: "alerting",
            initialState: "uploading",
            id: sampleId("cb", 1),
            segments: [
              {
                startTime: minutesAgo(31),
                endTime: minutesAgo(30.3),
                type: "uploading",
                howEnded: "system",
              },
              { startTime: minutesAgo(30.3), endTime: minutesAgo(30.3), type: "alert" },
            ],
            direction: "outbound",
            held: false,
            disconnectType: null,
            voicemail: { id: sampleId("0a", 1), uploadStatus: "complete" },
            callbackNumbers: ["+15550102"],
            callbackUserName: "Unknown caller",
            skipEnabled: false,
            timeoutSeconds: 0,
            provider: "PureCloud Voicemail",
            peerId: sampleId("77", 1),
            afterCallWork: { state: "notApplicable" },
            callerId: "+15550199",
            callerIdName: "HomeLink service",
            queueMediaSettings,
          },
        ],
      },
    ],
  },
  {
    id: sampleId("c1", 2),
    participants: [
      {
        id: sampleId("a1", 2),
        purpose: "agent",
        queueName: "Deliveries",
        attributes: {
          Reason: "Parcel must be stopped before it leaves",
          Order: "R-2198",
          Promise: "a call this morning; it is overdue",
          Try: "She rejects the call.",
        },
        wrapupPrompt: "optional",
        callbacks: [
          {
            state: "alerting",
            initialState: "scheduled",
            id: sampleId("cb", 2),
            segments: [
              { startTime: minutesAgo(260), endTime: minutesAgo(35), type: "scheduled" },
              { startTime: minutesAgo(35), endTime: minutesAgo(34.5), type: "alert" },
            ],
            direction: "outbound",
            held: false,
            callbackNumbers: ["+15550103"],
            callbackUserName: "Grace Okafor",
            skipEnabled: true,
            timeoutSeconds: 0,
            callbackScheduledTime: inMinutes(-35),
            provider: "PureCloud Callback",
            afterCallWork: { state: "unknown" },
            callerId: "+15550199",
            callerIdName: "HomeLink service",
            queueMediaSettings,
          },
        ],
      },
    ],
  },
  {
    id: sampleId("c1", 3),
    participants: [
      {
        id: sampleId("a1", 3),
        purpose: "agent",
        queueName: "Kundenservice",
        attributes: {
          Reason: "Umzug zum Monatsende, Anschluss soll mit",
          Kundennummer: "DE-55120",
          Try: "He answers, and so do his other numbers.",
        },
        wrapupPrompt: "agentRequested",
        wrapupTimeoutMs: 120_000,
        callbacks: [
          {
            state: "alerting",
            initialState: "alerting",
            id: sampleId("cb", 3),
            segments: [{ startTime: minutesAgo(6), endTime: minutesAgo(5.5), type: "alert" }],
            direction: "outbound",
            held: false,
            callbackNumbers: ["+493023125007", "+493023125008", "+447700900177"],
            callbackUserName: "Jonas Weber",
            skipEnabled: false,
            timeoutSeconds: 0,
            provider: "PureCloud Callback",
            afterCallWork: { state: "unknown" },
            afterCallWorkRequired: true,
            callerId: "+493023125099",
            callerIdName: "HomeLink Service",
            queueMediaSettings,
          },
        ],
      },
    ],
  },
];
