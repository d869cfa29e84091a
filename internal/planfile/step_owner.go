package planfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	labelTail   = regexp.MustCompile(`(?i)^(.*\S)[\s,;.(]+(?:owner|responsible)\s*:\s*([^():]{1,60}?)\s*\)?[.]?$`)
	bracketTail = regexp.MustCompile(`^(.*\S)\s*\(\s*(?:(?i:by|who|by:|who:)\s+)?([^()]+)\)$`)
	dashTail    = regexp.MustCompile(`^(.*\S)\s[–—-]{1,2}\s+([^()–—]+)$`)
	byTail      = regexp.MustCompile(`^(.*\S)(?:\s(@[\w.-]+)|[,;]?\s+(?i:by):\s*(.+))$`)
	ownerFirst  = regexp.MustCompile(`^(@[\w.-]+|[^:,.;()]{2,60}?)(?:\s*\([^()]*\))?(:|\s[–—-]{1,2})\s+(\S.*)$`)
	asideWords  = regexp.MustCompile(`(?i)\b(?:if|when|unless|or|else|not|see|in|at|by|via|with|within|after|before|once|to|from|only|as|per|using|on)\b`)
	nameJoint   = regexp.MustCompile(`^(?:of|and|for|the|&|\+|/|-)$`)

	// What follows a name in "Platform Team switches …", where no other word of
	// the plan says that it is a name: none of these is also a plural noun.
	sureVerb = regexp.MustCompile(`^(?:decides|approves|switches|turns|disables|deactivates|unpublishes|removes|revokes|stops|closes|takes|shuts|tells|informs|notifies|announces|publishes|sends|writes|asks|gives|hands|keeps|confirms|collects|deletes|archives|starts|makes|puts|moves|restores|opens|checks|locks)$`)
	thirdOf  = regexp.MustCompile(`^[a-z-]+[a-z]s$`)
	noVerb   = regexp.MustCompile(`^(?:is|was|as|its|this|us|has|does)$`)
	modal    = regexp.MustCompile(`^(?:will|must|should|shall|to|then|immediately|first|also)$`)
	function = regexp.MustCompile(`^(?:of|in|on|at|for|is|are|was|were|and|or|with|from|by|as|per|who|which|that|if|when|has|have|had|does|do|not|can|cannot|may)$`)
	passive  = regexp.MustCompile(`^(?:is|are|was|were|be|been|[a-z]+ed)\b`)
)

// stepOwners finds who does the steps of a procedure.
type stepOwners struct {
	roles   map[string]string // by key, as the plan writes them
	longest int               // words of the longest
}

func newStepOwners(roles []string) *stepOwners {
	o := &stepOwners{roles: map[string]string{}}
	for _, r := range roles {
		key := rollout.RoleKey(r)
		if _, twice := o.roles[key]; key == "" || twice {
			continue
		}
		o.roles[key] = r
		o.longest = max(o.longest, min(len(strings.Fields(key)), 8))
	}
	return o
}

// known is the role of that name, as the plan writes it elsewhere; "" when it
// names none.
func (o *stepOwners) known(name string) string { return o.roles[rollout.RoleKey(name)] }

// form is the place in which a step names its owner.
type form int

const (
	unnamed form = iota
	behind       // "Switch it off (Platform Team)"
	before       // "Platform Team: switch it off"
	subject      // "Platform Team switches it off"
)

// give fills in the owners and waits of steps, and says which owners were
// assumed, in words. Where one step names a role of the plan in some place,
// what looks like a name in the same place of another step is one as well.
func (o *stepOwners) give(steps []rollout.PlanStep) (doubts []string) {
	habit := map[form]bool{}
	doubtful := map[int]bool{}
	for i := range steps {
		s := &steps[i]
		if m := waitStep.FindStringSubmatch(s.Text); m != nil {
			if s.Wait = isoWait(strings.ToLower(m[1]), strings.ToLower(m[2])); s.Wait != "" {
				s.Text, s.Owner, _ = o.marked(s.Text, nil)
				continue
			}
		}
		var how form
		if s.Text, s.Owner, how = o.marked(s.Text, nil); how == unnamed {
			s.Owner, doubtful[i] = o.begins(s.Text, false)
			if s.Owner != "" {
				how = subject
			}
		}
		if o.known(s.Owner) != "" {
			habit[how] = true
		}
	}
	for i := range steps {
		s := &steps[i]
		if s.Owner != "" || s.Wait != "" {
			continue
		}
		var how form
		if s.Text, s.Owner, how = o.marked(s.Text, habit); how != unnamed {
			doubtful[i] = true
		} else if habit[subject] {
			s.Owner, doubtful[i] = o.begins(s.Text, true)
		}
	}
	for i, s := range steps {
		if s.Owner != "" && doubtful[i] {
			doubts = append(doubts, fmt.Sprintf("step %d (%s)", i+1, s.Owner))
		}
	}
	return doubts
}

// marked finds an owner who stands apart from the step, behind or before it.
// In a place that is the procedure's habit any name will do.
func (o *stepOwners) marked(t string, habit map[form]bool) (text, who string, how form) {
	if m := labelTail.FindStringSubmatch(t); m != nil {
		return strings.TrimRight(m[1], " ,;.("), orElse(o.known(m[2]), roleName(m[2])), behind
	}
	first := ownerFirst.FindStringSubmatch(t)
	if first != nil && o.known(first[1]) != "" {
		return first[3], o.known(first[1]), before
	}
	for _, tail := range []*regexp.Regexp{bracketTail, dashTail, byTail} {
		m := tail.FindStringSubmatch(t)
		if m == nil {
			continue
		}
		name := strings.TrimSpace(strings.Join(m[2:], ""))
		switch {
		case o.known(name) != "":
			return strings.TrimSpace(m[1]), o.known(name), behind
		case isStepOwner(name) || habit[behind] && tail == bracketTail && isCalled(name):
			return strings.TrimSpace(m[1]), roleName(name), behind
		}
	}
	if first != nil && first[2] == ":" && (isStepOwner(first[1]) || habit[before] && isCalled(first[1])) {
		return first[3], roleName(first[1]), before
	}
	return t, "", unnamed
}

// begins finds the owner in a step that is a sentence about them: a role of
// the plan and what it does; without one, a name that says itself that it is a
// role, or, where that is the procedure's habit, any name of several words.
func (o *stepOwners) begins(t string, habit bool) (who string, doubt bool) {
	words := strings.Fields(t)
	if len(words) > 1 && strings.EqualFold(words[0], "the") {
		words = words[1:]
	}
	for n := min(o.longest, len(words)-1); n > 0; n-- {
		role := o.known(strings.Join(words[:n], " "))
		if role == "" || strings.ContainsAny(words[n-1], ".,;:!?") {
			continue
		}
		rest, several := o.together(skipBrackets(words[n:]))
		plural := several || strings.HasSuffix(strings.ToLower(words[n-1]), "s")
		if acts(rest, plural) {
			return role, true
		}
	}
	n := 0
	for n < len(words) && n < 5 && (isCapital(words[n]) || n > 0 && nameJoint.MatchString(words[n])) {
		n++
	}
	if n < 2 || n == len(words) || !sureVerb.MatchString(words[n]) || nameJoint.MatchString(words[n-1]) {
		return "", false
	}
	if name := strings.Join(words[:n], " "); isRole(words[n-1]) || habit && isCalled(name) {
		return roleName(name), true
	}
	return "", false
}

// together takes "and Platform Team" off what follows a role: the first of
// several is the one who is asked.
func (o *stepOwners) together(rest []string) (after []string, several bool) {
	if len(rest) == 0 || rest[0] != "and" && rest[0] != "&" && rest[0] != "or" {
		return rest, false
	}
	for n := min(o.longest, len(rest)-2); n > 0; n-- {
		if o.known(strings.Join(rest[1:n+1], " ")) != "" {
			return skipBrackets(rest[n+1:]), true
		}
	}
	return rest, false
}

// skipBrackets takes off what stands in brackets behind a role.
func skipBrackets(words []string) []string {
	if len(words) == 0 || !strings.HasPrefix(words[0], "(") {
		return words
	}
	i := slices.IndexFunc(words, func(w string) bool { return strings.HasSuffix(w, ")") })
	return words[i+1:] // a bracket that is never closed stays
}

// acts reports whether a sentence goes on with what its subject does. Several,
// or a name in the plural, "tell"; one "tells".
func acts(rest []string, plural bool) bool {
	if len(rest) == 0 || strings.ToLower(rest[0]) != rest[0] || !unicode.IsLetter([]rune(rest[0])[0]) {
		return false
	}
	verb := strings.TrimRight(rest[0], ".,;")
	switch {
	case modal.MatchString(verb):
		return len(rest) > 1
	case noVerb.MatchString(verb) || function.MatchString(verb):
		return false
	case len(rest) > 1 && passive.MatchString(rest[1]): // "Security desks are closed"
		return false
	}
	return plural || thirdOf.MatchString(verb)
}

// isStepOwner accepts a role of a few words that begins like a name, so that
// neither "(see the support runbook)" nor "(Claims Lead if absent)" is an owner.
func isStepOwner(s string) bool {
	if strings.HasPrefix(s, "@") {
		return true
	}
	return isCalled(s) && isRole(s) || isCalled(s) && isAcronymRole(s)
}

// isAcronymRole accepts a chief's short title, "CISO" or "DPO".
func isAcronymRole(s string) bool { return chiefTitle.MatchString(s) }

var chiefTitle = regexp.MustCompile(`^(?:C[A-Z]{1,3}O|DPO)$`)

// isCalled reports whether a text looks like a name: up to five words, each a
// capital, a word that roles are made of, or a joint between two; alone it must
// be such a word.
func isCalled(s string) bool {
	f := strings.Fields(s)
	if len(f) == 0 || len(f) > 5 || strings.ContainsAny(s, "0123456789%$€.!?") || asideWords.MatchString(s) {
		return false
	}
	for i, w := range f {
		if !isCapital(w) && (i == 0 || !isRole(w) && !nameJoint.MatchString(w)) {
			return false
		}
	}
	return len(f) > 1 || isRole(s) || chiefTitle.MatchString(s)
}

func isCapital(w string) bool {
	r := []rune(strings.TrimLeft(w, `"“(`))
	return len(r) > 0 && unicode.IsUpper(r[0])
}
