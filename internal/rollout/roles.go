package rollout

import "slices"

// Owned is one thing of a plan that a role answers for.
type Owned struct {
	What string // "metric", "review", "support area", "escalation step", "budget", "communication", "training", "pause step", "retirement step"
	Name string // as the plan calls it
}

// RoleUse is a role that a plan names, and what for.
type RoleUse struct {
	Name string // as written first
	Owns []Owned
}

// Key is the role's normalised name.
func (r RoleUse) Key() string { return RoleKey(r.Name) }

// Roles lists every role a plan names, in the order of the document. Rows
// whose owner is not understood name nobody.
func (p Plan) Roles() []RoleUse {
	var out []RoleUse
	at := map[string]int{} // by key: a plan names each role several times
	p.mentions(func(name, key string, owned Owned) {
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, RoleUse{Name: name})
		}
		if !slices.Contains(out[i].Owns, owned) {
			out[i].Owns = append(out[i].Owns, owned)
		}
	})
	return out
}

// RoleNames are the names of Roles, for who needs no more: every command asks
// who is on duty.
func (p Plan) RoleNames() []string {
	var out []string
	seen := map[string]bool{}
	p.mentions(func(name, key string, _ Owned) {
		if !seen[key] {
			seen[key] = true
			out = append(out, name)
		}
	})
	return out
}

// mentions calls fn for each time that a role is named.
func (p *Plan) mentions(fn func(name, key string, owned Owned)) {
	add := func(name string, owned Owned) {
		if key := RoleKey(name); key != "" {
			fn(name, key, owned)
		}
	}
	each := func(c Cell[[]string], owned Owned) {
		for _, name := range c.Value {
			add(name, owned)
		}
	}
	each(p.Enablement.CommunicationOwner, Owned{"communication", p.Agent.Value})
	each(p.Enablement.TrainingOwner, Owned{"training", p.Agent.Value})
	for _, m := range p.Metrics {
		each(m.Owner, Owned{"metric", m.Metric.Text})
	}
	for _, s := range p.Support {
		each(s.Owner, Owned{"support area", s.Area.Text})
		for _, step := range s.Path.Value {
			for _, name := range step.Roles {
				add(name, Owned{"escalation step", s.Area.Text})
			}
		}
	}
	each(p.Cost.Owner, Owned{"budget", p.Agent.Value})
	for _, r := range p.Reviews {
		each(r.Owner, Owned{"review", r.Item.Text})
	}
	for _, step := range p.Pause.Procedure.Value {
		add(step.Owner, Owned{"pause step", step.Text})
	}
	for _, step := range p.Retirement.Procedure.Value {
		add(step.Owner, Owned{"retirement step", step.Text})
	}
}

// BuiltIn are the roles that the template does not name and every plan has.
func BuiltIn() []string {
	return []string{RolePlanOwner, RoleRolloutLead, RoleApprover, RoleAuditor}
}

// Holding is what one person answers for in a plan, through all their roles.
type Holding struct {
	User UserID
	Owns []Owned
}

// Holdings lists who answers for what, by person, in the order in which they
// first appear. Channels hold nothing: nobody in them is named.
func (p Plan) Holdings(d Duty) []Holding {
	var out []Holding
	for _, role := range p.Roles() {
		for _, place := range d.Places(role.Name) {
			u := place.User()
			if u == "" {
				continue
			}
			i := slices.IndexFunc(out, func(h Holding) bool { return h.User == u })
			if i < 0 {
				out = append(out, Holding{User: u})
				i = len(out) - 1
			}
			for _, o := range role.Owns {
				if !slices.Contains(out[i].Owns, o) {
					out[i].Owns = append(out[i].Owns, o)
				}
			}
		}
	}
	return out
}

// Unfilled lists the roles that nobody fills.
func (p Plan) Unfilled(d Duty) []RoleUse {
	missing := false
	p.mentions(func(_, key string, _ Owned) { missing = missing || len(d.Roles[key]) == 0 })
	if !missing { // as in nearly every plan that runs
		return nil
	}
	return slices.DeleteFunc(p.Roles(), func(r RoleUse) bool { return len(d.Places(r.Name)) > 0 })
}
