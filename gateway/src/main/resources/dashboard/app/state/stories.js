// The rarer events of an engine, taken into what its panels show and into the list of events.

import { count, words } from '../format.js';

const STRIDES = 200;

/** Events that come only when an engine has something to tell of that kind; what never comes is never shown. */
export function tellStory(world, citizen, picture, t, type, body) {
  const { stories } = citizen;
  if (type === 'stride.exec') {
    stories.strides.push(body);
    if (stories.strides.length > STRIDES) stories.strides.shift();
  } else if (type.startsWith('emergence.')) {
    stories.emergence.unshift({ t, kind: type.slice(10), body });
    stories.emergence.length = Math.min(20, stories.emergence.length);
    world.note(citizen, t, 'emergence', `${words(type.slice(10).replace(/\./g, ' '))}${body.subentity_id ? ` · ${words(body.subentity_id)}` : ''}`, { subId: body.subentity_id });
  } else if (type === 'tier.link.strengthened') {
    const tier = (stories.tiers[body.tier] ??= { n: 0, delta: 0, last: null });
    tier.n++;
    tier.delta += body.delta_weight ?? 0;
    tier.last = body;
  } else if (type === 'rich_club.snapshot') {
    stories.hubs = body.top_hubs ?? [];
  } else if (type === 'rich_club.hub_at_risk') {
    stories.atRisk = [{ t, ...body }, ...stories.atRisk].slice(0, 10);
    world.note(citizen, t, 'emergence', `hub at risk · ${body.node_id}`, { nodeId: body.node_id });
  } else if (type === 'integration_metrics.population') {
    stories.integration = body;
  } else if (type === 'state_modulation.frame') {
    stories.modulation = body;
  } else if (type === 'criticality.state') {
    stories.criticality = body;
  } else if (type === 'phenomenological_health') {
    stories.health = body;
  } else if (type === 'wm.emit') {
    alreadyRemembered(world, citizen, picture, t, body);
  } else if (type === 'tick_frame_v1') {
    for (const entity of body.entities ?? []) stories.entities.set(entity.id, entity);
  } else if (type === 'subentity.flip') {
    const sub = picture.subIndexOf(body.entity_id);
    const name = sub < 0 ? body.entity_id : picture.subName[sub];
    world.note(citizen, t, 'subentity', `${words(name)} ${body.flip_direction === 'deactivate' ? 'rests' : 'wakes'}`, { sub });
    if (sub >= 0) (citizen.flashes ??= new Map()).set(sub, performance.now());
  } else if (type === 'subentity.lifecycle') {
    const sub = picture.subIndexOf(body.entity_id);
    world.note(citizen, t, 'subentity', `${words(body.entity_id)}: ${body.old_state} → ${body.new_state}`, { sub });
  } else if (type === 'mode.metastable_pattern') {
    world.note(citizen, t, 'subentity', `stable pattern of ${count(body.coalition?.length ?? 0)}`);
  } else if (type === 'weights.updated') {
    world.note(citizen, t, 'learning', `weights updated · ${count(body.updates?.length ?? 0)} from ${body.source ?? 'trace'}`);
  } else if (type === 'membership.updated') {
    world.note(citizen, t, 'emergence', `memberships of ${words(body.subentity_id ?? '')} changed`, { subId: body.subentity_id });
  }
  world.tell('story', citizen);
}

/** `wm` comes on change only: what was in memory before this page looked is told by the slower `wm.emit`. */
function alreadyRemembered(world, citizen, picture, t, { entity_token_shares: shares = [], token_budget_total: budget }) {
  if (citizen.wm.at || !shares.length) return;
  const known = shares.map(({ id, tokens }) => ({ sub: picture.subIndexOf(id), tokens })).filter(k => k.sub >= 0);
  const all = budget || known.reduce((sum, k) => sum + k.tokens, 0) || 1;
  world.remembered(citizen, picture, t, { s: known.map(k => k.sub), share: known.map(k => k.tokens / all) });
}
