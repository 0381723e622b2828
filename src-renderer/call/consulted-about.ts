/** Whom somebody is consulted about, the customer or a caller, and what can be done with the two. */
export interface Subject {
  readonly isTransferring: boolean;
  readonly completeTransfer: () => Promise<boolean>;
  readonly join: () => Promise<boolean>;
  readonly part: () => Promise<boolean>;
}
