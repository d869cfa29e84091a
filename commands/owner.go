package commands

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdOwnerList = &Command{
	Name: "owner list", Short: "Every role of the plan and who fills it", Bare: true, Needs: rollout.RightPlanRead,
	Run: func(c *Call) (Reply, error) {
		if err := c.done(); err != nil {
			return Reply{}, err
		}
		k, err := c.here()
		if err != nil {
			return Reply{}, err
		}
		return say(view.OwnerList(k.plan.ID, k.state.Agent, k.roles())), nil
	},
}

var cmdOwnerSet = &Command{
	Name: "owner set", Args: "ROLE @user|#channel …", Short: "Say who fills a role",
	Long: "The role is named as the plan has it, without quotes; `plan owner` and `rollout lead` are roles too. " +
		"Without arguments it opens one form for all roles that nobody fills.",
	Needs: rollout.RightOwnerSet, Run: setOwner,
}

func setOwner(c *Call) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	if c.Fields != nil {
		return c.setOwners(k)
	}
	if c.Line.Empty() {
		if len(k.plan.Roles()) == 0 {
			return Reply{}, rollout.Problemf(rollout.Missing, "Name owners in the document and import it again.", "The plan names no roles, so there is nothing to fill.")
		}
		f := view.RolesForm(k.plan.ID, k.state.Agent, k.roles())
		return Reply{Form: &f}, nil
	}
	dropEquals(c.Line)
	use, err := takeRole(c.Line, k.roles())
	if err != nil {
		return Reply{}, err
	}
	to, bad := c.Line.Targets()
	if bad != "" {
		return Reply{}, badTarget(bad, use.Name)
	}
	return c.fill(k.plan.ID, filling{use.Name, to})
}

// filling is one role and who shall fill it.
type filling struct {
	role string
	to   []rollout.Place
}

// setOwners takes the form that asks for every unfilled role; fields left
// empty stay unfilled.
func (c *Call) setOwners(k desk) (Reply, error) {
	var fills []filling
	for _, r := range k.roles() {
		if to, _ := NewLine(c.Fields[r.Use.Key()]).Targets(); len(to) > 0 {
			fills = append(fills, filling{r.Use.Name, to})
		}
	}
	if len(fills) == 0 {
		return Reply{}, &rollout.Problem{Kind: rollout.Invalid, Text: "Nobody was chosen, so nothing was changed.", Next: "Choose a person for at least one role."}
	}
	return c.fill(k.plan.ID, fills...)
}

// fill sets roles in one transaction: all of them or none. A form asked only
// for roles that nobody filled; one that somebody has filled since is not
// overwritten.
func (c *Call) fill(id rollout.PlanID, fills ...filling) (Reply, error) {
	return c.changePlan(id, func(tx store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		var e rollout.Effects
		changed, was := 0, k.state
		for _, f := range fills {
			old, err := store.Role(tx, id, f.role)
			if err != nil {
				return rollout.Receipt{}, e, err
			}
			if now := k.role(f.role).Fills; c.Fields != nil && len(now) > 0 && !slices.Equal(now, f.to) {
				return rollout.Receipt{}, e, c.atRole(f.role, rollout.Problemf(rollout.Conflict, "Leave it empty here; `/rollout owner set` changes it.",
					"Somebody has filled %s meanwhile, so nothing was changed.", f.role))
			}
			one, err := rollout.SetOwner(k.plan, k.state, old, c.filled(f), c.Actor(), c.Now)
			if err != nil {
				return rollout.Receipt{}, e, c.atRole(f.role, err)
			}
			for _, r := range one.Put { // plan owner and lead are fields of one record
				if s, ok := r.(rollout.State); ok {
					k.state = s
				}
			}
			if len(one.Put) > 0 {
				changed++
			}
			e.Join(one)
		}
		r := rollout.Receipt{Verb: rollout.VerbOwnerSet, Subject: string(id), Facts: facts(
			"agent", k.state.Agent, "changed", strconv.Itoa(changed), "told", strconv.Itoa(len(told(e, rollout.NoticeOwns, rollout.NoticeOffice))),
			"over", strings.Join(told(e, rollout.NoticeOfficeOver), " "),
		)}
		if me := c.Person.ID; was.PlanOwner == me && k.state.PlanOwner != me {
			r.Facts["owner"], r.Facts["me"] = string(k.state.PlanOwner), c.Person.Name
			if was.RolloutLead() == me && k.state.RolloutLead() != me {
				r.Facts["lead"] = "lost"
			}
		}
		if c.Fields == nil {
			r.Facts["role"] = fills[0].role
			for _, place := range fills[0].to {
				r.Facts["to"] += string(place) + " "
			}
		}
		return r, e, nil
	})
}

// told are the places that hear of effects by a notice of one of kinds.
func told(e rollout.Effects, kinds ...rollout.NoticeKind) (all []string) {
	for _, n := range e.Notices {
		if slices.Contains(kinds, n.Kind) {
			for _, to := range n.To {
				all = append(all, string(to.To))
			}
		}
	}
	return all
}

// answerOwnerSet words what a line set in one role, or a form in several.
func answerOwnerSet(c *Call, r rollout.Receipt) (Reply, error) {
	changed, err := strconv.Atoi(r.Facts["changed"])
	if err != nil {
		return Reply{}, err
	}
	agent, told := r.Facts["agent"], r.Facts["told"] != "0"
	role, one := r.Facts["role"]
	if !one {
		return say(view.OwnersSet(agent, changed, told)), nil
	}
	use := rollout.RoleUse{Name: role}
	err = c.View(func(tx store.Tx) error {
		p, err := store.Plan(tx, rollout.PlanID(r.Subject))
		if i := slices.IndexFunc(p.Roles(), func(u rollout.RoleUse) bool { return u.Key() == use.Key() }); i >= 0 {
			use = p.Roles()[i]
		}
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	var to []rollout.Place
	for _, place := range strings.Fields(r.Facts["to"]) {
		to = append(to, rollout.Place(place))
	}
	card := view.OwnerSet(agent, use, to, changed > 0, told)
	if over := r.Facts["over"]; over != "" {
		card = view.OfficeOver(card, strings.Fields(over))
	}
	if owner := r.Facts["owner"]; owner != "" {
		card = view.HandedOver(card, rollout.UserID(owner), r.Facts["me"], r.Facts["lead"] != "")
	}
	return say(card), nil
}

// atRole puts a problem under the form's field of a role.
func (c *Call) atRole(role string, err error) error {
	var p *rollout.Problem
	if c.Fields == nil || !errors.As(err, &p) {
		return err
	}
	q := *p
	q.Field = rollout.RoleKey(role)
	return &q
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
		} else if id := place.Channel(); id != "" {
			out.Channels = append(out.Channels, rollout.Channel{ID: id})
		}
	}
	return out
}

// roles are the plan's roles, the built-in ones last, and who fills them.
func (k desk) roles() []view.RoleLine {
	var out []view.RoleLine
	owner := view.RoleLine{Use: rollout.RoleUse{Name: rollout.RolePlanOwner}, Fills: []rollout.Place{rollout.DM(k.state.PlanOwner)}}
	if k.state.Acting {
		owner.Note = "acting"
	}
	lead := view.RoleLine{Use: rollout.RoleUse{Name: rollout.RoleRolloutLead}, Fills: []rollout.Place{rollout.DM(k.state.Lead)}}
	if k.state.Lead == "" {
		lead.Fills, lead.Note = nil, "default: the plan owner"
	}
	for _, use := range k.plan.Roles() {
		switch use.Key() { // a document may name these too
		case owner.Use.Key():
			owner.Use = use
		case lead.Use.Key():
			lead.Use = use
		default:
			out = append(out, view.RoleLine{Use: use, Fills: k.duty.Places(use.Name)})
		}
	}
	return append(out, owner, lead)
}

func (k desk) role(name string) view.RoleLine {
	all := k.roles()
	return all[slices.IndexFunc(all, func(r view.RoleLine) bool { return r.Use.Key() == rollout.RoleKey(name) })]
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
	typed := strings.Join(roleWords(words), " ")
	p := rollout.Problemf(rollout.Missing, "`/rollout owner list` shows the plan's roles.",
		"The plan has no role “%s”, so nothing was changed.", clip(typed, 60))
	if near := nearestRole(typed, roles); near != "" {
		p.Text += " Did you mean “" + near + "”?"
	}
	return best, p
}

// dropEquals takes the sign away that people put between a role and who fills it:
// "HR Lead = @maya".
func dropEquals(l *Line) {
	at := token.FindStringIndex(l.rest)
	if at == nil {
		return
	}
	if role, ok := strings.CutSuffix(strings.TrimSpace(l.rest[:at[0]]), "="); ok {
		*l = *NewLine(strings.TrimSpace(role) + " " + l.rest[at[0]:])
	}
}

// nearestRole is the role that was probably meant: who answers for the thing that
// was named ("Training owner"), a role of the plan with a slip of the pen, one that
// every plan has, and else the role of the plan that comes nearest.
func nearestRole(typed string, roles []view.RoleLine) string {
	var plans, builtIn []string
	thing, isOwner := strings.CutSuffix(typed, " owner")
	for _, r := range roles {
		if isOwner && slices.ContainsFunc(r.Use.Owns, func(o rollout.Owned) bool { return o.What == thing }) {
			return r.Use.Name
		}
		if slices.Contains(rollout.BuiltIn(), rollout.RoleKey(r.Use.Name)) {
			builtIn = append(builtIn, r.Use.Name)
		} else {
			plans = append(plans, r.Use.Name)
		}
	}
	slip := utf8.RuneCountInString(typed)/4 + 1
	for _, near := range []string{nearestWithin(typed, plans, slip), nearestWithin(typed, builtIn, slip)} {
		if near != "" {
			return near
		}
	}
	return nearest(typed, plans)
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
	word = clip(word, 60)
	text := "“" + word + "” is neither a person nor a channel, so " + role + " stays as it is."
	if strings.HasPrefix(word, "@") {
		text = "“" + word + "” is not one person: user groups come with a later version, so " + role + " stays as it is."
	}
	if strings.HasPrefix(word, "pagerduty:") || strings.HasPrefix(word, "webhook:") {
		text = "Pagers come with a later version, so " + role + " stays as it is."
	}
	return rollout.Problemf(rollout.Invalid, "Type `/rollout owner set "+role+" @name` or `#channel`; pick the name from the list that opens.", "%s", text)
}
