package commands

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdOwnerList = &Command{
	Name: "owner list", Short: "Every role of the plan and who fills it", Needs: rollout.RightPlanRead,
	Run: func(c *Call) (Reply, error) {
		var s rollout.State
		var roles []view.RoleLine
		err := c.View(func(tx store.Tx) (err error) {
			var p rollout.Plan
			if p, s, err = c.plan(tx); err == nil {
				roles, err = roleLines(tx, p, s)
			}
			return err
		})
		if err != nil {
			return Reply{}, err
		}
		return say(view.OwnerList(s.Plan, s.Agent, roles)), nil
	},
}

var cmdOwnerSet = &Command{
	Name: "owner set", Args: "ROLE @user|#channel …", Short: "Say who fills a role",
	Long: "The role is named as the plan has it, without quotes; `plan-owner` and `rollout-lead` are roles too. " +
		"Without arguments it opens one form for all roles that nobody fills.",
	Needs: rollout.RightOwnerSet, Run: setOwner,
}

func setOwner(c *Call) (Reply, error) {
	var p rollout.Plan
	var s rollout.State
	var roles []view.RoleLine
	err := c.View(func(tx store.Tx) (err error) {
		if p, s, err = c.plan(tx); err != nil {
			return err
		}
		d, err := duty(tx, p)
		if err != nil {
			return err
		}
		if err := c.may(rollout.RightOwnerSet, s, d); err != nil {
			return err
		}
		roles, err = roleLines(tx, p, s)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	if c.Fields != nil {
		return c.setOwners(p, s, roles)
	}
	if c.Line.Empty() {
		if len(p.Roles()) == 0 {
			return Reply{}, rollout.Problemf(rollout.Missing, "Name owners in the document and import it again.", "The plan names no roles, so there is nothing to fill.")
		}
		f := view.RolesForm(s.Plan, s.Agent, roles)
		return Reply{Form: &f}, nil
	}
	use, err := takeRole(c.Line, roles)
	if err != nil {
		return Reply{}, err
	}
	to, bad := c.Line.Targets()
	if bad != "" {
		return Reply{}, badTarget(bad, use.Name)
	}
	receipt, err := c.fill(p.ID, []filling{{use.Name, to}})
	if err != nil {
		return Reply{}, err
	}
	return say(view.OwnerSet(s.Agent, use, to, receipt.Facts["changed"] != "0", receipt.Facts["told"] != "0")), nil
}

// filling is one role and who shall fill it.
type filling struct {
	role string
	to   []rollout.Place
}

// setOwners takes the form that asks for every unfilled role; fields left
// empty stay unfilled.
func (c *Call) setOwners(p rollout.Plan, s rollout.State, roles []view.RoleLine) (Reply, error) {
	var fills []filling
	for _, r := range roles {
		if to, _ := NewLine(c.Fields[r.Use.Key()]).Targets(); len(to) > 0 {
			fills = append(fills, filling{r.Use.Name, to})
		}
	}
	if len(fills) == 0 {
		return Reply{}, &rollout.Problem{Kind: rollout.Invalid, Text: "Nobody was chosen, so nothing was changed.", Next: "Choose a person for at least one role."}
	}
	receipt, err := c.fill(p.ID, fills)
	if err != nil {
		return Reply{}, err
	}
	changed, _ := strconv.Atoi(receipt.Facts["changed"])
	return say(view.OwnersSet(s.Agent, changed, receipt.Facts["told"] != "0")), nil
}

// fill sets roles in one transaction: all of them or none.
func (c *Call) fill(id rollout.PlanID, fills []filling) (rollout.Receipt, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		var e rollout.Effects
		changed := 0
		p, s, err := loadPlan(tx, id)
		if err != nil {
			return rollout.Receipt{}, e, err
		}
		d, err := duty(tx, p)
		if err != nil {
			return rollout.Receipt{}, e, err
		}
		if err := c.may(rollout.RightOwnerSet, s, d); err != nil {
			return rollout.Receipt{}, e, err
		}
		for _, f := range fills {
			old, err := store.Role(tx, id, f.role)
			if err != nil {
				return rollout.Receipt{}, e, err
			}
			one, err := rollout.SetOwner(p, s, old, d, c.filled(f), c.Actor(), c.Now)
			if err != nil {
				return rollout.Receipt{}, e, c.field(err, rollout.RoleKey(f.role))
			}
			if len(one.Put) > 0 {
				changed++
			}
			e.Join(one)
		}
		return rollout.Receipt{Verb: rollout.VerbOwnerSet, Subject: string(id), Facts: map[string]string{
			"changed": strconv.Itoa(changed), "told": strconv.Itoa(len(e.Notices)),
		}}, e, nil
	})
}

// filled adds the facts of those who are named.
func (c *Call) filled(f filling) rollout.Fill {
	out := rollout.Fill{Role: f.role, To: f.to}
	for _, place := range f.to {
		if i := slices.IndexFunc(c.People, func(p rollout.Person) bool { return p.ID == place.User() }); i >= 0 {
			out.People = append(out.People, c.People[i])
		} else if u := place.User(); u != "" {
			out.People = append(out.People, rollout.Person{ID: u, Name: string(u)})
		}
		if i := slices.IndexFunc(c.Channels, func(ch rollout.Channel) bool { return ch.ID == place.Channel() }); i >= 0 {
			out.Channels = append(out.Channels, c.Channels[i])
		}
	}
	return out
}

// roleLines are the plan's roles, the built-in ones last, and who fills them.
func roleLines(tx store.Tx, p rollout.Plan, s rollout.State) ([]view.RoleLine, error) {
	d, err := duty(tx, p)
	if err != nil {
		return nil, err
	}
	var out []view.RoleLine
	for _, use := range p.Roles() {
		out = append(out, view.RoleLine{Use: use, Fills: d.Places(use.Name)})
	}
	owner := view.RoleLine{Use: rollout.RoleUse{Name: rollout.RolePlanOwner}, Fills: []rollout.Place{rollout.DM(s.PlanOwner)}}
	if s.Acting {
		owner.Note = "acting"
	}
	lead := view.RoleLine{Use: rollout.RoleUse{Name: rollout.RoleRolloutLead}, Fills: []rollout.Place{rollout.DM(s.Lead)}}
	if s.Lead == "" {
		lead.Fills, lead.Note = nil, "default: the plan owner"
	}
	return append(out, owner, lead), nil
}

// takeRole takes a role's name from the line's front, the longest first.
func takeRole(l *Line, roles []view.RoleLine) (rollout.RoleUse, error) {
	words := l.Words()
	var best rollout.RoleUse
	n := 0
	for _, r := range roles {
		for k := len(words); k > n; k-- {
			if rollout.RoleKey(strings.Join(words[:k], " ")) == r.Use.Key() {
				best, n = r.Use, k
			}
		}
	}
	if n > 0 {
		l.Drop(n)
		return best, nil
	}
	var names []string
	for _, r := range roles {
		names = append(names, r.Use.Name)
	}
	typed := strings.Join(roleWords(words), " ")
	p := rollout.Problemf(rollout.Missing, "`/rollout owner list` shows the plan's roles.", "The plan has no role “%s”, so nothing was changed.", typed)
	if near := nearest(typed, names); near != "" {
		p.Text += " Did you mean “" + near + "”?"
	}
	return best, p
}

// roleWords are the words before the first mention.
func roleWords(words []string) []string {
	if i := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "@") || strings.HasPrefix(w, "#") }); i > 0 {
		return words[:i]
	}
	return words
}

// badTarget explains what can fill a role when something else was named.
func badTarget(word, role string) error {
	text := "“" + word + "” is neither a person nor a channel, so " + role + " stays as it is."
	if strings.HasPrefix(word, "@") {
		text = "“" + word + "” is not one person: user groups come with a later version, so " + role + " stays as it is."
	}
	if strings.HasPrefix(word, "pagerduty:") || strings.HasPrefix(word, "webhook:") {
		text = "Pagers come with a later version, so " + role + " stays as it is."
	}
	return rollout.Problemf(rollout.Invalid, "Type `/rollout owner set "+role+" @name` or `#channel`; pick the name from the list that opens.", "%s", text)
}
