import * as m from "#renderer/messages/messages.js";

/** Faults of the store that a person can mend, known here by name only, for the shell knows no store. */
const mendable: Readonly<Record<string, (place: { folder: string }) => string>> = {
  FolderInUse: m.cannot_start_folder_in_use,
  StoreFull: m.cannot_start_disk_full,
  StoreBusy: m.cannot_start_database_locked,
  StoreUnreachable: m.cannot_start_folder_unreachable,
  SchemaFromFuture: m.cannot_start_newer_build,
  ForeignFile: m.cannot_start_foreign_file,
};

/** Why Ringback could not start with that folder, and what to do; what nobody foresaw is told as it came. */
export function startFault(error: unknown, folder: string): string {
  if (!(error instanceof Error)) return m.cannot_start_fault({ fault: String(error) });
  const sentence = mendable[error.name];
  return sentence?.({ folder }) ?? m.cannot_start_fault({ fault: error.message });
}
