/** Tables of migration 0005. */
export type AssetTables = {
  flows: {
    id: string;
    project_id: string;
    name: string;
    latest_version: number;
    created_at: Date;
    updated_at: Date;
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
    created_by: string;
    created_at: Date;
  };
};

export type FlowRow = AssetTables['flows'];
export type FlowVersionRow = AssetTables['flow_versions'];
