-- What Node-RED does on a device, as it reported it last.
alter table deployed_flows add column flow_state text check (flow_state in ('running', 'stopped', 'error'));
alter table deployed_flows add column flow_message text;
create index deployed_flows_flow on deployed_flows (flow_id) where flow_id is not null;
create index deployed_flows_state on deployed_flows (flow_state) where flow_state is not null;

-- What devices with an open order had before it.
update action_targets t
  set had = jsonb_build_object('what', 'flow',
    'flow', jsonb_build_object('id', d.flow_id, 'name', d.flow_name, 'version', d.version, 'versionId', d.asset_id),
    'update', jsonb_build_object('assetId', d.asset_id, 'updateId', d.update_id))
  from deployed_flows d
  where d.wire_id = t.wire_id and d.thing_name = t.thing_name and d.flow_id is not null
    and t.state in ('requested', 'pending', 'deploying');
-- An action of before has one phase.
update actions a set phase_sizes = array[(select count(*)::integer from action_targets t where t.action_id = a.id)];
