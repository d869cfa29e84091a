package rollout

import (
	"slices"
	"strings"
)

// FactOffices are the roles that a notice is about, separated by ", ".
const FactOffices = "offices"

// WhyActivated tells who owns a plan or leads its rollout at its activation: of a
// draft they heard nothing.
const WhyActivated = "activated"

// Officers are who owns the plan and who leads its rollout, without somebody who
// knows it.
func (s State) Officers(without UserID) (all []UserID) {
	for _, u := range []UserID{s.PlanOwner, s.RolloutLead()} {
		if u != "" && u != without && !slices.Contains(all, u) {
			all = append(all, u)
		}
	}
	return all
}

// officeNews are the messages that a change of plan owner or rollout lead owes:
// to whoever becomes it, and to who was it before. Who made the change knows of
// it. Of a draft only its importer hears: somebody has taken over their plan.
func officeNews(was, is State, by Actor) []Notice {
	var out []Notice
	var heard []UserID
	for _, u := range []UserID{is.PlanOwner, is.RolloutLead(), was.PlanOwner, was.RolloutLead()} {
		if u == "" || u == by.User || slices.Contains(heard, u) {
			continue
		}
		heard = append(heard, u)
		gained, lost := beyond(is.Offices(u), was.Offices(u)), beyond(was.Offices(u), is.Offices(u))
		switch {
		case len(gained) > 0 && is.Stage != Draft:
			out = append(out, is.officeNotice(NoticeOffice, u, gained, u, by))
		case len(lost) > 0 && (is.Stage != Draft || was.Acting && u == was.PlanOwner):
			out = append(out, is.officeNotice(NoticeOfficeOver, u, lost, is.holder(lost[0]), by))
		}
	}
	return out
}

// Offices are what somebody is to a plan by its state alone. Who owns a plan
// leads its rollout while nobody is set.
func (s State) Offices(u UserID) (all []string) {
	for _, role := range []string{RolePlanOwner, RoleRolloutLead} {
		if u != "" && s.holder(role) == u {
			all = append(all, role)
		}
	}
	return all
}

func (s State) holder(office string) UserID {
	if office == RolePlanOwner {
		return s.PlanOwner
	}
	return s.RolloutLead()
}

// officeNotice tells somebody of offices that holder has now.
func (s State) officeNotice(kind NoticeKind, to UserID, offices []string, holder UserID, by Actor) Notice {
	return Notice{Kind: kind, Plan: s.Plan, Subject: string(s.Plan), To: []Target{{To: DM(to)}}, Facts: map[string]string{
		FactAgent: s.Agent, FactIn: string(s.Plan), FactOffices: strings.Join(offices, ", "), FactTo: string(DM(holder)), FactBy: string(by.User),
	}}
}

// beyond are those of all that others do not have.
func beyond(all, others []string) (out []string) {
	for _, s := range all {
		if !slices.Contains(others, s) {
			out = append(out, s)
		}
	}
	return out
}
