/** Tables of the migrations 0005 and 0017. */
export type FlowTables = {
  flows: {
    id: string;
    project_id: string;
    name: string;
    latest_version: number;
    master_version: number;
    numbered: number;
    created_at: Date;
    updated_at: Date;
    deleted_at: Date | null;
  };
  flow_versions: {
    id: string;
    flow_id: string;
    number: number;
    title: string | null;
    comment: string | null;
    size: number;
    sha256: string;
    content_sealed: string;
    packages: Readonly<Record<string, string>>;
    credentials_sealed: string | null;
    credentials_of: readonly string[] | null;
    created_by: string;
    created_at: Date;
    deleted_at: Date | null;
  };
};

export type FlowRow = FlowTables['flows'];
export type FlowVersionRow = FlowTables['flow_versions'];
/** A version as lists show it: without what is sealed. */
export type FlowVersionHead = Omit<FlowVersionRow, 'content_sealed' | 'credentials_sealed'>;
