import { NETWORK } from "./network.ts";

/** The rig's ports are fixed and its peers trust everybody near: not on a network that others use by chance. */
export default function guard(): void {
  if (process.env[NETWORK] !== undefined) return;
  throw new Error("The rig needs a network of its own: run it by `npm run test:rig`.");
}
