package view

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// RoleLine is a role of a plan, what it is for, and who fills it.
type RoleLine struct {
	Use   rollout.RoleUse
	Fills []rollout.Place
	Note  string // "acting", "default: the plan owner"
}

// OwnerList shows every role of a plan, those that nobody fills first.
func OwnerList(plan rollout.PlanID, agent string, roles []RoleLine) Card {
	var d draft
	var filled, unfilled []RoleLine
	for _, r := range roles {
		if len(r.Fills) == 0 && r.Note == "" {
			unfilled = append(unfilled, r)
		} else {
			filled = append(filled, r)
		}
	}
	text := dots("*"+Line(agent)+"*", count(len(roles), "role", "roles"), unfilledWords(len(unfilled)))
	d.say("%s", text)
	d.roles("*Nobody fills*", unfilled)
	if len(unfilled) > 0 {
		d.buttons(Button{Text: "Fill " + count(len(unfilled), "role", "roles"), Line: "in " + string(plan) + " owner set", Style: Primary})
	}
	d.roles("*Filled*", filled)
	d.small("A channel can fill a role too: " + Code("owner set ROLE #channel"))
	return d.card(text)
}

func unfilledWords(n int) string {
	if n == 0 {
		return "all filled"
	}
	return fmt.Sprintf("%d filled by nobody", n)
}

func (d *draft) roles(title string, roles []RoleLine) {
	if len(roles) == 0 {
		return
	}
	const most = 30
	lines := []string{title}
	for i, r := range roles {
		if i == most {
			break
		}
		lines = append(lines, roleLine(r))
	}
	d.pack(lines)
	if len(roles) > most {
		d.small(fmt.Sprintf("%d of %d shown", most, len(roles)))
	}
}

func roleLine(r RoleLine) string {
	line := sentence(Role(r.Use.Name))
	if len(r.Fills) > 0 {
		line += ": " + Places(r.Fills)
	}
	if r.Note != "" {
		line += " (" + Line(r.Note) + ")"
	}
	if owns := ownsWords(r.Use.Owns); owns != "" {
		line += " · " + owns
	}
	return line
}

// ownsWords counts what a role or person owns.
func ownsWords(owns []rollout.Owned) string {
	n := map[string]int{}
	for _, o := range owns {
		n[o.What]++
	}
	return thingWords(n)
}

// OwnerSet answers a change of who fills a role. changed is false when the
// same filled it already; told says that they hear what is theirs.
func OwnerSet(agent string, use rollout.RoleUse, fills []rollout.Place, changed, told bool) Card {
	who, role := Places(fills), Role(use.Name)
	if !changed {
		return said("%s of *%s* is filled by %s already. Nothing changed.", sentence(role), Line(agent), who)
	}
	owns := ownsWords(use.Owns)
	if owns != "" {
		owns = ": " + owns
	}
	after := ""
	if told {
		after = " They are told now."
	}
	return said("%s of *%s* is filled by %s now%s.%s", sentence(role), Line(agent), who, owns, after)
}

// RolesForm asks for a person for every role that nobody fills. Its fields are
// named by the role's key; each may stay empty.
func RolesForm(plan rollout.PlanID, agent string, roles []RoleLine) Form {
	var blocks []Block
	const most = 45
	shown := 0
	for _, r := range roles {
		key := rollout.RoleKey(r.Use.Name)
		if len(r.Fills) > 0 || key == "" || len(key) > 200 {
			continue
		}
		if shown++; shown > most {
			continue
		}
		blocks = append(blocks, Input{Name: key, Label: sentence(cutPlain(oneLine(r.Use.Name), 150)), Hint: sentence(PlainText(ownsWords(r.Use.Owns))), Kind: PersonIn, Optional: true})
	}
	if shown > most {
		blocks = append(blocks, Context{[]string{fmt.Sprintf("%d of %d shown; the rest come when these are filled.", most, shown)}})
	}
	blocks = append(blocks, Context{[]string{"A channel can fill a role too: " + Code("owner set ROLE #channel")}})
	return Form{Title: "Fill roles", Submit: "Fill roles", Line: "in " + string(plan) + " owner set", Blocks: withAgent(agent, blocks)}.Fit()
}
