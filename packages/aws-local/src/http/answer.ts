/** What goes back over the wire. */
export type HttpAnswer = { status: number; headers: Record<string, string>; body: string | Buffer };
