import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { preferences as schema, type Preferences } from "#contract/sound.ts";
import { writeAtomically } from "./atomic-file.ts";

const PREFERENCES_FILE = "preferences.json";

export interface PreferencesFile {
  /** Never throws: without a file, or with one that is damaged, everything is as it comes. */
  read(): Preferences;
  /** @throws when the folder cannot be written; the old file then stands as it was. */
  write(preferences: Preferences): void;
}

/** What the agent chose on the screen; unlike the settings nobody writes it by hand. */
export function preferencesIn(folder: string): PreferencesFile {
  return {
    read() {
      try {
        return v.parse(schema, JSON.parse(readFileSync(join(folder, PREFERENCES_FILE), "utf8")));
      } catch {
        return v.parse(schema, {});
      }
    },
    write(preferences) {
      writeAtomically(folder, PREFERENCES_FILE, `${JSON.stringify(preferences, null, 2)}\n`);
    },
  };
}
