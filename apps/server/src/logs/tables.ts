/** Tables of migration 0013. */
export type LogTables = {
  log_files: {
    id: string;
    connection_id: string;
    thing_name: string;
    name: string;
    received_at: Date;
    bytes: number;
    unreadable: number;
  };
  log_events: {
    id: number;
    file_id: string;
    connection_id: string;
    thing_name: string;
    at: Date;
    level: string;
    source: string;
    message: string;
    extra: Record<string, unknown>;
  };
};
