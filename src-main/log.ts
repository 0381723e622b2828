import pino from "pino";
import type { Report } from "#desk/ports.ts";

/**
 * The process's log: JSON lines on stderr. Only what was reported and the error's own name, message
 * and stack are written; records, names and numbers never reach it. `level` is a pino level.
 */
export function createReport(process: string, level = "info"): Report {
  const log = pino({ name: `ringback-${process}`, level, base: null }, pino.destination(2));
  return (what, error) => {
    if (error === undefined) log.info(what);
    else log.error({ err: error instanceof Error ? error : new Error(typeof error) }, what);
  };
}
