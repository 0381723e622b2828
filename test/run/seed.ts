import fc from "fast-check";

/**
 * The properties are tried on the same cases in every run, so that a run that fails fails again, and
 * for everybody. RINGBACK_SEED takes other cases: a whole number, or `random`.
 */
const { RINGBACK_SEED: asked = "20261128" } = process.env;
const seed = asked === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(asked);
if (!Number.isInteger(seed)) throw new Error("RINGBACK_SEED takes a whole number, or `random`.");
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
