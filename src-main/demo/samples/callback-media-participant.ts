import { sampleId, type SampleClock } from "./clock.ts";

const user = {
  id: sampleId("11", 1),
  name: "Kim Agent",
  selfUri: `/api/v2/users/${sampleId("11", 1)}`,
};

/** Callback conversations with the callback flattened into the agent: `CallbackMediaParticipant`. */
export const callbackMediaParticipantSamples = ({
  minutesAgo,
}: SampleClock): readonly unknown[] => [
  {
    id: sampleId("c2", 1),
    participants: [
      {
        id: sampleId("a2", 1),
        name: "Kim Agent",
        address: "sip:kim@example.org",
        startTime: minutesAgo(9),
        purpose: "agent",
        state: "alerting",
        direction: "outbound",
        held: false,
        wrapupRequired: true,
        wrapupPrompt: "forcedTimeout",
        wrapupTimeoutMs: 45_000,
        wrapupSkipped: false,
        alertingTimeoutMs: 30_000,
        user,
        queue: { id: sampleId("9e", 1), name: "Contract renewals" },
        team: { id: sampleId("7e", 1), name: "Renewals north" },
        attributes: {
          Reason: "Contract ends this month, asked for the offer again",
          Contract: "HL-70412",
          Offer: "12 months, 10 % off",
          Try: "She hangs up in the middle of the call. Wrap-up then runs for its full 45 seconds.",
        },
        script: { id: sampleId("5c", 2), name: "Renewal" },
        provider: "PureCloud Callback",
        externalContact: { id: sampleId("ec", 1), name: "Elena Popescu" },
        peer: sampleId("bb", 1),
        journeyContext: {
          customer: { id: "ck-48213", idType: "cookie" },
          customerSession: { id: "s-1177", type: "web" },
        },
        conversationRoutingData: {
          queue: { id: sampleId("9e", 1) },
          priority: 5,
          skills: [{ id: sampleId("5d", 1) }],
          scoredAgents: [{ agent: user, score: 100 }],
          label: "renewal",
        },
        callbackNumbers: ["+15550105"],
        callbackUserName: "Elena Popescu",
        externalCampaign: false,
        skipEnabled: true,
        timeoutSeconds: 12,
      },
    ],
  },
  {
    id: sampleId("c2", 2),
    participants: [
      {
        id: sampleId("a2", 2),
        name: "Kim Agent",
        address: "sip:kim@example.org",
        startTime: minutesAgo(17),
        purpose: "agent",
        state: "alerting",
        direction: "outbound",
        held: false,
        wrapupRequired: true,
        wrapupPrompt: "mandatory",
        wrapupSkipped: false,
        alertingTimeoutMs: 30_000,
        user,
        queue: { id: sampleId("9e", 2), name: "Complaints" },
        attributes: {
          Reason: "Technician did not come, second time",
          Appointment: "yesterday, 8 to 12",
          Tone: "annoyed, wants a person and a date",
          Try: "He puts you on hold and comes back. Wrap-up then needs a code.",
        },
        provider: "PureCloud Callback",
        externalOrganization: { id: sampleId("e0", 1), name: "Osei Bakery" },
        flaggedReason: "general",
        callbackNumbers: ["+15550107", "+447700900188"],
        callbackUserName: "Samuel Osei",
        externalCampaign: false,
        skipEnabled: false,
        timeoutSeconds: 0,
      },
    ],
  },
];
