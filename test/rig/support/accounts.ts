/** The people of the rig, as Kamailio's configuration knows them. */
export const DOMAIN = "rig.test";

/** The agent of the product. */
export const agent = { user: "alice", password: "alice-secret" };

/** The address at which others call the agent. */
export const AGENT_ADDRESS = `sip:${agent.user}@${DOMAIN}`;

/** Who may use the relay. */
export const relay = { username: "relayed", credential: "relayed-secret" };

/** Somebody else with a line of her own. */
export const colleague = { user: "carol", password: "carol-secret" };
