import type { Component } from "svelte";

/** An icon of the set, as far as our own components dress it. */
export type Icon = Component<{ size?: number; strokeWidth?: number; "aria-hidden"?: "true" }>;
