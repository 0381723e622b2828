import { sampleId, type SampleClock } from "./clock.ts";

const topicName = `v2.users.${sampleId("11", 1)}.conversations`;

/** Notifications of the agent's topic, with the upper-case enums of their day. */
export const conversationNotificationCallbackSamples = ({
  minutesAgo,
}: SampleClock): readonly unknown[] => [
  {
    topicName,
    version: "2",
    eventBody: {
      id: sampleId("c3", 1),
      participants: [
        {
          id: sampleId("a3", 1),
          purpose: "agent",
          userId: sampleId("11", 1),
          queueName: "Fibre upgrade autumn",
          startTime: minutesAgo(3),
          attributes: {
            Reason: "Fibre reaches her street on Monday",
            Tariff: "Copper 50",
            Try: "Her mobile has an answering machine. The call goes out after 20 seconds; skip it, or choose the number at home.",
          },
          callbacks: [
            {
              state: "ALERTING",
              id: sampleId("cd", 1),
              direction: "OUTBOUND",
              held: false,
              disconnectType: null,
              startHoldTime: null,
              dialerPreview: {
                id: sampleId("d9", 1),
                contactId: "contact-20817",
                contactListId: "fibre-autumn-list",
                campaignId: "fibre-autumn",
                phoneNumberColumns: [
                  { columnName: "Mobile", type: "cell", additionalProperties: null },
                  { columnName: "Home", type: "home", additionalProperties: null },
                ],
                additionalProperties: null,
              },
              voicemail: null,
              callbackNumbers: ["+15550106", "+15550120"],
              callbackUserName: "Hannah Lind",
              scriptId: sampleId("5c", 3),
              peerId: null,
              skipEnabled: true,
              provider: "PureCloud Dialer",
              timeoutSeconds: 20,
              connectedTime: null,
              disconnectedTime: null,
              callbackScheduledTime: null,
              automatedCallbackConfigId: null,
              additionalProperties: null,
            },
          ],
        },
      ],
    },
    metadata: { CorrelationId: sampleId("0c", 1) },
  },
  {
    topicName,
    version: "2",
    eventBody: {
      id: sampleId("c3", 2),
      participants: [
        {
          id: sampleId("a3", 2),
          purpose: "agent",
          userId: sampleId("11", 1),
          queueName: "Fibre upgrade autumn",
          startTime: minutesAgo(2),
          attributes: {
            Reason: "Asked for a call in the form on the website",
            Try: "His number does not exist. The other one answers.",
          },
          callbacks: [
            {
              state: "ALERTING",
              id: sampleId("cd", 2),
              direction: "OUTBOUND",
              held: false,
              disconnectType: null,
              dialerPreview: {
                id: sampleId("d9", 2),
                contactId: "contact-20822",
                contactListId: "fibre-autumn-list",
                campaignId: "fibre-autumn",
                phoneNumberColumns: [
                  { columnName: "Mobile", type: "cell", additionalProperties: null },
                  { columnName: "Work", type: "work", additionalProperties: null },
                ],
                additionalProperties: null,
              },
              callbackNumbers: ["+15550104", "+447700900199"],
              callbackUserName: "Petr Novak",
              skipEnabled: false,
              provider: "PureCloud Dialer",
              timeoutSeconds: 0,
              automatedCallbackConfigId: null,
              additionalProperties: null,
            },
          ],
        },
      ],
    },
    metadata: { CorrelationId: sampleId("0c", 2) },
  },
];
