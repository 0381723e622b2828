/** What main itself says to the agent: the few dialogs and menus that no window draws. */
export const texts = {
  quitWithCall: "You are on a call. Quit Ringback?",
  quitWithCallDetail:
    "Quitting hangs up. What you have typed is kept, and asked for at the next start.",
  hangUpAndQuit: "Hang up and quit",
  stayOnCall: "Stay on the call",
  isCalling: (name: string) => `${name} is calling`,
  hiddenNumber: "Hidden number",
  show: "Show Ringback",
  quit: "Quit Ringback",
  file: "File",
  view: "View",
  cannotStart: "Ringback cannot start",
} as const;
