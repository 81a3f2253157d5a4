export const EVENT_KINDS = ['device', 'licence', 'deployment'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What the page of events carries in its address. */
export type ActivitySearch = { kind?: EventKind | undefined };

export const readActivitySearch = (raw: Record<string, unknown>): ActivitySearch => ({
  kind: EVENT_KINDS.find((kind) => kind === raw.kind),
});
