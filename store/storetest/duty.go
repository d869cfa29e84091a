package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var dutyTests = []test{
	{"roles resolve to who fills them now", duty},
	{"deactivated people fill nothing", deactivated},
	{"a plan's own roles come before those of all plans", rolesOfAll},
}

func fills(plan rollout.PlanID, name string, places ...rollout.Place) rollout.Role {
	return rollout.Role{Schema: 1, Plan: plan, Name: name, Fills: places}
}

func dutyOf(t *testing.T, s store.Store, roles ...string) rollout.Duty {
	return read(t, s, func(tx store.Tx) (rollout.Duty, error) { return store.DutyOf(tx, lamp, roles) })
}

func duty(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{
		house(),
		rollout.State{Schema: 1, Plan: lamp, PlanOwner: "U1MAYA", Home: "C1OPS"},
		fills(lamp, "The Support-Desk ", ops, omar, omar), fills(lamp, "CISO"),
		rollout.Channel{Schema: 1, ID: "C1OPS"},
		rollout.Channel{Schema: 1, ID: "C2SEC", Private: true},
		fills(lamp, "security", rollout.In("C2SEC"), rollout.In("C404")),
	}})
	d := dutyOf(t, s, "support desk", "CISO", "nobody knows", "Plan Owner", "rollout lead", "security")
	for _, c := range []struct{ role, want string }{
		{"Support desk", "[#C1OPS @U2OMAR]"},
		{"ciso", "[]"},
		{"nobody knows", "[]"},
		{rollout.RolePlanOwner, "[@U1MAYA]"},
		{rollout.RoleRolloutLead, "[@U1MAYA]"}, // nobody leads: the plan owner
		{"security", "[#C2SEC #C404]"},
	} {
		equal(t, c.role, fmt.Sprint(d.Places(c.role)), c.want)
	}
	equal(t, "private channels", fmt.Sprint(d.Private), "map[C2SEC:true]")
	equal(t, "home", d.Home, "C1OPS")
	equal(t, "plan owner", d.PlanOwner, "U1MAYA")
	equal(t, "admins", len(d.House.Admins), 2)

	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{rollout.State{Schema: 1, Plan: lamp, PlanOwner: "U1MAYA", Lead: "U3INES"}}})
	equal(t, "the lead", fmt.Sprint(dutyOf(t, s, "Rollout Lead").Places("rollout-lead")), "[@U3INES]")

	err := s.View(context.Background(), func(tx store.Tx) error {
		_, err := store.DutyOf(tx, "nothing", nil)
		return err
	})
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the duty of a plan that is not there: %v", err)
	}
}

func deactivated(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{
		rollout.State{Schema: 1, Plan: lamp, PlanOwner: "U2OMAR"},
		fills(lamp, "support", omar, ines, ops), fills(lamp, "legal", omar),
		rollout.Person{Schema: 1, ID: "U2OMAR", Account: rollout.Deactivated},
		rollout.Person{Schema: 1, ID: "U3INES", Account: rollout.Guest},
	}})
	d := dutyOf(t, s, "support", "legal", "plan owner", "rollout lead")
	equal(t, "support", fmt.Sprint(d.Places("support")), "[@U3INES #C1OPS]")
	for _, role := range []string{"legal", "plan owner", "rollout lead"} {
		equal(t, role, len(d.Places(role)), 0)
	}
	equal(t, "plan owner", d.PlanOwner, "")
}

func rolesOfAll(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{
		rollout.State{Schema: 1, Plan: lamp, PlanOwner: "U1MAYA"},
		fills(rollout.AllPlans, "CISO", omar), fills(rollout.AllPlans, "Legal", omar),
		fills(lamp, "ciso", ines), fills(lamp, "legal"),
	}})
	d := dutyOf(t, s, "CISO", "Legal")
	equal(t, "filled by the plan", fmt.Sprint(d.Places("ciso")), "[@U3INES]")
	equal(t, "emptied by the plan", fmt.Sprint(d.Places("legal")), "[@U2OMAR]")
	names := func(plan rollout.PlanID) string {
		roles := read(t, s, func(tx store.Tx) ([]rollout.Role, error) { return store.Roles(tx, plan) })
		out := ""
		for _, r := range roles {
			out += fmt.Sprint(r.Name, r.Fills, " ")
		}
		return out
	}
	equal(t, "roles of the plan", names(lamp), "ciso[@U3INES] legal[] Legal[@U2OMAR] ")
	equal(t, "roles of all", names(rollout.AllPlans), "CISO[@U2OMAR] Legal[@U2OMAR] ")
}
