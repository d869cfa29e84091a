package rollout

import (
	"slices"
	"strings"
)

// PolicyFor makes a support row ready to run for a severity. Cells that are
// empty or unclear are filled from the table of defaults and named in
// Policy.Default. A row that the plan does not have gives the default area's
// policy: raising an alarm never fails for want of a row.
func PolicyFor(p Plan, s State, row RowID, sev Severity) Policy {
	area, ok := areaOf(p, row)
	if !ok {
		area, _ = areaOf(p, DefaultArea(p))
	}
	var cells SupportRow
	if i := slices.IndexFunc(p.Support, func(r SupportRow) bool { return r.ID == area.Row }); i >= 0 {
		cells = p.Support[i]
	}
	d := defaultsOf(area.Kind)
	pol := Policy{
		Version:  p.Version,
		Area:     area.Name,
		Kind:     area.Kind,
		Sev:      sev,
		Private:  area.Private,
		Rounds:   d.rounds,
		Calendar: officeHours(s.Zone),
	}
	if area.Written {
		pol.Row = area.Row
	}

	owner := ownerOf(cells)
	if len(owner) == 0 {
		owner = []string{RolePlanOwner}
		pol.Default = append(pol.Default, "owner")
	}
	pol.promise(cells.SLA, d)
	path := pathOf(cells)
	if len(path) == 0 {
		path = []PolicyStep{{Roles: []string{RolePlanOwner}}}
		pol.Default = append(pol.Default, "path")
	}
	pol.Steps = append([]PolicyStep{{Roles: owner}}, afterOwner(path, owner)...)
	pol.Outside = outsideFor(d, pol.Answer, sev)
	return pol
}

// promise fills the answer time. "Best effort" keeps the area's pace, so that
// each step is told once in turn, without a clock, a reminder or a second round.
func (p *Policy) promise(c Cell[SLA], d areaDefaults) {
	answer := c.Value.Answer
	if answer != nil && answer.Check() != nil {
		answer = nil // no reader of ours wrote it; it does not act
	}
	switch {
	case c.Acts() && answer != nil:
		a := *answer
		p.Answer, p.Pace, p.SLAText = &a, a, c.Text
	case c.Acts() && c.Value == (SLA{}):
		p.Pace, p.SLAText, p.Rounds = d.answer, c.Text, 1
	default:
		a := d.answer
		p.Answer, p.Pace, p.SLAText = &a, a, a.String()
		p.Default = append(p.Default, "sla")
	}
}

// outsideFor says what happens outside hours. A promise in wall time is a
// promise at night; a sev1 always pages; what a severity asks for is never
// weakened by the table, except that a sev4 of security wakes nobody.
func outsideFor(d areaDefaults, answer *Span, sev Severity) Outside {
	switch {
	case sev == 1:
		return PageOutside
	case sev == 4 && d.kind == Security:
		return SoftOutside
	case answer != nil && !answer.ends() && answer.Calendar == Wall:
		return PageOutside
	case sev == 2 && d.pages2:
		return PageOutside
	case sev == 2 && d.outside == HoldOutside:
		return SoftOutside
	}
	return d.outside
}

// officeHours is the default calendar; a zone that is not known is UTC.
func officeHours(zone string) Calendar {
	if !KnownZone(zone) {
		zone = "UTC"
	}
	return BusinessHours(zone)
}

func ownerOf(r SupportRow) []string {
	if !r.Owner.Acts() {
		return nil
	}
	return namedRoles(r.Owner.Value)
}

func pathOf(r SupportRow) []PolicyStep {
	if !r.Path.Acts() {
		return nil
	}
	var steps []PolicyStep
	for _, s := range r.Path.Value {
		step := PolicyStep{Roles: namedRoles(s.Roles)}
		if len(step.Roles) == 0 {
			continue
		}
		if s.Wait != nil && s.Wait.Check() == nil {
			wait := *s.Wait
			step.Wait = &wait
		}
		steps = append(steps, step)
	}
	return steps
}

// afterOwner is the path without the entries at its front that are the owner
// again: step 0 tells them already.
func afterOwner(path []PolicyStep, owner []string) []PolicyStep {
	isOwner := func(role string) bool {
		return slices.ContainsFunc(owner, func(o string) bool { return RoleKey(o) == RoleKey(role) })
	}
	for len(path) > 0 && !slices.ContainsFunc(path[0].Roles, func(r string) bool { return !isOwner(r) }) {
		path = path[1:]
	}
	return path
}

// namedRoles drops blanks and repeats, comparing as RoleKey does.
func namedRoles(names []string) []string {
	var roles []string
	for _, n := range names {
		n = strings.TrimSpace(n)
		if RoleKey(n) != "" && !slices.ContainsFunc(roles, func(r string) bool { return RoleKey(r) == RoleKey(n) }) {
			roles = append(roles, n)
		}
	}
	return roles
}
