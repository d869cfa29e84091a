package planfile

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	arrows    = regexp.MustCompile(`\s*(?:-+>|=+>|→|⇒|➔|➜|⟶|»|>>?)\s*|\n+|\s*;\s*|(?i:,?\s+(?:and )?(?:then|followed by|afterwards|after that)(?: to)?\s+)`)
	numbers   = regexp.MustCompile(`(?:^|[\s,;])\(?\d{1,2}[.)]\s+`)
	process   = regexp.MustCompile(`(?i)^(?:as )?(?:per|see|according to|follow(?:s|ing)?|via|through|use|refer to|standard|usual|normal|existing|same as|cf\.?|defined in|documented in)\b|\b(?:process|procedure|policy|playbook|runbook|guidelines?|protocol|matrix|tbd|as needed|if needed)$`)
	stepWait  = regexp.MustCompile(`(?i)\s*\(\s*(\+|(?:after|wait|plus|in)\b)?\s*\+?\s*([^()]*?)\s*(later)?\s*\)\s*$|\s+(?:after|\+)\s*(\d[^()]*)$|,?\s+(next (?:business |working )?day)$`)
	pathStart = regexp.MustCompile(`(?i)^(?:escalate to|first|start with|to|notify|inform|call|finally)\s+`)
)

const pathFix = "Write the roles in order: “Data Steward -> IT Service Lead -> Head of Data”."

// Path reads an escalation path: the roles told one after the other. A wait
// stands behind the role that is told when it is over, counted from the one
// before; owners are the row's, who are told first.
func Path(text string, owners ...string) (rollout.Cell[[]rollout.PathStep], []rollout.Finding) {
	switch {
	case nothing(text):
		return empty[[]rollout.PathStep](text)
	case long(text):
		return unclear[[]rollout.PathStep](text, "path-unclear", quote(text)+" is too long to be read; it is kept as text.", pathFix)
	case undecided(text) || lower(text) == "none":
		return unclear[[]rollout.PathStep](text, "path-unclear", quote(text)+" names no role to escalate to; the plan owner is told instead.", pathFix)
	}
	s := strings.TrimRight(plain(text), ". ")
	parts := splitTop(s, arrows)
	doubt := ""
	if len(parts) == 1 {
		if n := numbers.Split(s, -1); len(n) > 2 {
			parts = nonblank(n)
		} else if c := splitTop(s, comma); len(c) > 1 && !isName(c[0]) {
			parts, doubt = c, "one after the other"
		}
	}
	var steps []rollout.PathStep
	var readings []string
	var waits []rollout.Finding
	before := "the owner"
	for _, p := range parts {
		p = pathStart.ReplaceAllString(strings.TrimSpace(numberMark.ReplaceAllString(itemMark.ReplaceAllString(p, ""), "")), "")
		wait, rest := waitIn(p)
		if rest == "" {
			continue
		}
		if process.MatchString(rest) || undecided(rest) {
			return unclear[[]rollout.PathStep](text, "path-unclear", quote(rest)+" points to a process, not to roles; the plan owner is told instead.", pathFix)
		}
		roles, d := rolesIn(rest)
		if d != "" {
			doubt = d
		}
		if len(roles) == 0 {
			continue
		}
		step, reading := rollout.PathStep{Roles: roles}, list(roles)
		f := wait.doubt(p, rest, before, reading)
		switch {
		case wait.span != nil && len(steps) == 0 && sameRoles(roles, owners):
			f = finding("path-wait", quote(p)+" is the owner, who is told when the incident opens: "+lengthWords(*wait.span)+" are not waited before that.",
				"Write a wait behind the role that is told when it is over: “A -> B (+30 min)”.")
		case wait.span != nil:
			step.Wait = wait.span
			reading += " " + lengthWords(*wait.span) + " after " + before
		}
		if f.Code != "" {
			waits = append(waits, f)
		}
		steps, readings, before = append(steps, step), append(readings, reading), list(roles)
	}
	if len(steps) == 0 {
		return unclear[[]rollout.PathStep](text, "path-unclear", quote(text)+" names no role to escalate to.", pathFix)
	}
	reading := strings.Join(readings, ", then ")
	if doubt != "" {
		waits = append(waits, finding("path-form", quote(text)+" is read as "+doubt+": "+reading+".", pathFix))
	}
	if len(waits) > 0 {
		return assumed(text, reading, steps, waits...)
	}
	return understood(text, reading, steps)
}

var numberMark = regexp.MustCompile(`^\(?\d{1,2}[.)]\s*`)

// pathWait is the wait that a step of a path names.
type pathWait struct {
	span   *rollout.Span
	said   bool // it says itself that it is a wait before: "+30 min", "after 4 h"
	nextUp bool // "next day"
}

// waitIn takes "(+30 min)" off a step.
func waitIn(p string) (w pathWait, rest string) {
	m := stepWait.FindStringSubmatchIndex(p)
	if m == nil {
		return w, p
	}
	if m[10] >= 0 {
		return pathWait{span: &rollout.Span{Amount: "P1D", Calendar: rollout.Business}, nextUp: true}, strings.TrimSpace(p[:m[0]])
	}
	s := lower(group1(p, m, 2) + group1(p, m, 4))
	fs := spansIn(s)
	if len(fs) != 1 || fs[0].unitless || fs[0].span.Amount == "" || strings.TrimSpace(s[:fs[0].at]+s[fs[0].end:]) != "" {
		return w, p
	}
	said := m[2] >= 0 || m[6] >= 0 || m[8] >= 0
	return pathWait{span: &fs[0].span, said: said}, strings.TrimSpace(p[:m[0]])
}

// doubt is what a person must look at in a step: a wait that may be meant
// otherwise, or a time that is read as part of the role's name.
func (w pathWait) doubt(step, rest, before, role string) rollout.Finding {
	switch {
	case w.span == nil && slices.ContainsFunc(spansIn(lower(rest)), func(f found) bool { return !f.unitless }):
		return finding("path-wait", quote(step)+" names a time that is not read as a wait; the role is "+quote(role)+".",
			"Write a wait behind the role that is told when it is over: “"+before+" -> CISO (+30 min)”.")
	case w.nextUp:
		return finding("path-wait", quote(step)+" is read as: "+role+" is told 1 business day after "+before+".", "Write “(+1 business day)” behind the role if that is meant.")
	case w.span != nil && !w.said:
		t := lengthWords(*w.span)
		return finding("path-wait", quote(step)+" is read as: "+role+" is told "+t+" after "+before+".",
			"Write “(+"+t+")” if that is meant. A time that "+role+" has before the next is told stands behind the next role.")
	}
	return rollout.Finding{}
}

// sameRoles reports whether all of some roles are among others.
func sameRoles(roles, among []string) bool {
	return !slices.ContainsFunc(roles, func(r string) bool {
		return !slices.ContainsFunc(among, func(o string) bool { return rollout.RoleKey(o) == rollout.RoleKey(r) })
	})
}
