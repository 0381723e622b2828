/** A process that is the desk of a folder until it is killed or its standard input ends. */
import { FolderInUse, holdFolder } from "#store/folder-hold.ts";

try {
  const letGo = holdFolder(process.argv[2] ?? "");
  process.stdout.write("held\n");
  process.stdin.resume().once("end", letGo);
} catch (error) {
  process.stdout.write(error instanceof FolderInUse ? `${error.message}\n` : "fault\n");
}
