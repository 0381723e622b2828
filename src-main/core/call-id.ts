/** One call on the line, whichever way it began; never used for a second one. */
export type CallId = string & { readonly brandOfCall: "CallId" };
