/** Faults that nobody caught while it listened. */
export function faultsOf() {
  const faults: unknown[] = [];
  const note = (fault: unknown): void => void faults.push(fault);
  return {
    listen(): void {
      faults.length = 0;
      process.on("uncaughtException", note);
      process.on("unhandledRejection", note);
    },
    async end(): Promise<readonly unknown[]> {
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.off("uncaughtException", note);
      process.off("unhandledRejection", note);
      return faults;
    },
  };
}
