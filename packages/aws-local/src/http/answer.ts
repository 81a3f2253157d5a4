/** What goes back over the wire. `lost`: nothing does; the connection stays silent (`timeout`) or is cut (`disconnect`). */
export type HttpAnswer = {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  lost?: 'timeout' | 'disconnect';
};
