import { sampleId, type SampleClock } from "./clock.ts";

/** Conversations as the list of recent ones gives them: `CallbackBasic`, spelled in snake_case. */
export const callbackBasicSamples = ({
  minutesAgo,
  inMinutes,
}: SampleClock): readonly unknown[] => [
  {
    id: sampleId("c0", 1),
    participants: [
      {
        id: sampleId("a0", 1),
        purpose: "agent",
        name: "Kim Agent",
        queueName: "Router support",
        attributes: {
          Reason: "Router restarts every evening since Tuesday",
          Order: "R-2231",
          Product: "HomeLink 4",
          "Customer since": "2019",
          Try: "She answers. Accept, and the call goes out by itself after 15 seconds.",
        },
        wrapupPrompt: "optional",
        callbacks: [
          {
            state: "alerting",
            id: sampleId("ca", 1),
            segments: [
              { start_time: minutesAgo(14), end_time: minutesAgo(13.9), type: "system" },
              { start_time: minutesAgo(13.9), end_time: null, type: "alert" },
            ],
            direction: "outbound",
            held: false,
            disconnect_type: null,
            start_hold_time: null,
            dialer_preview: null,
            voicemail: null,
            callback_numbers: ["+15550100"],
            callback_user_name: "Maria Keller",
            script_id: sampleId("5c", 1),
            external_campaign: false,
            skip_enabled: true,
            timeout_seconds: 15,
            callback_scheduled_time: null,
            automated_callback_config_id: null,
            provider: "PureCloud Callback",
            peer_id: null,
            wrapup: null,
            after_call_work: { state: "unknown" },
          },
        ],
      },
    ],
  },
  {
    id: sampleId("c0", 2),
    participants: [
      {
        id: sampleId("a0", 2),
        purpose: "agent",
        name: "Kim Agent",
        queueName: "Invoices",
        attributes: {
          Reason: "Charged twice for October",
          Invoice: "2026-10-88412",
          Amount: "49.90",
          Try: "His first number is busy. Choose the second one: any other number answers.",
        },
        wrapupPrompt: "optional",
        callbacks: [
          {
            state: "alerting",
            id: sampleId("ca", 2),
            segments: [{ start_time: minutesAgo(22), end_time: null, type: "alert" }],
            direction: "outbound",
            held: false,
            callback_numbers: ["+15550101", "+447700900123"],
            callback_user_name: "Tomasz Zielinski",
            external_campaign: false,
            skip_enabled: false,
            timeout_seconds: 0,
            provider: "PureCloud Callback",
            after_call_work: { state: "unknown" },
          },
        ],
      },
    ],
  },
  {
    id: sampleId("c0", 3),
    participants: [
      {
        id: sampleId("a0", 3),
        purpose: "acd",
        name: "Deliveries",
        queueName: "Deliveries",
        attributes: {
          Reason: "Wants to agree on a new delivery day",
          Order: "R-2240",
          "Best reached": "before noon",
        },
        callbacks: [
          {
            state: "scheduled",
            id: sampleId("ca", 3),
            segments: [{ start_time: minutesAgo(190), end_time: null, type: "scheduled" }],
            direction: "outbound",
            held: false,
            callback_numbers: ["+447700900142"],
            callback_user_name: "Aisha Rahman",
            external_campaign: false,
            skip_enabled: false,
            timeout_seconds: 0,
            callback_scheduled_time: inMinutes(90),
            provider: "PureCloud Callback",
          },
        ],
      },
    ],
  },
];
