package planfile

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	together   = regexp.MustCompile(`\s*(?:\+|;|\n|\s&\s|\s/\s)\s*`)
	andOr      = regexp.MustCompile(`(?i)\s+(?:and|plus|as well as|together with|und)\s+`)
	either     = regexp.MustCompile(`(?i)\s+or\s+`)
	trailing   = regexp.MustCompile(`^(.*\S)\s*\(([^()]*)\)$`)
	qualifier  = regexp.MustCompile(`(?i)^(?:joint(?:ly)?|shared|both|together|primary|main|lead|interim|acting|backup|deputy|accountable|responsible|owner|co-?owners?)$`)
	roleWords  = regexp.MustCompile(`(?i)\b(?:lead(?:er)?|managers?|owners?|head|director|officer|analysts?|engineers?|team|desk|steward|admins?|administrators?|architect|counsel|specialists?|coordinator|partner|chief|vp|c[a-z]o|president|controller|auditor|developers?|operators?|supervisor|expert|group|office|department|dept|board|committee|council|service|support|operations|ops|security|legal|finance|compliance|privacy|risk|audit|procurement|hr|it|data|platform|product|programme|program|project|business|on-?call|duty|hotline|centre|center|leitung|leiter(?:in)?|beauftragter?)\b`)
	personName = regexp.MustCompile(`^(?:(?:Mr|Ms|Mrs|Dr|Prof)\.? )?\p{Lu}[\p{L}'’.-]*(?: (?:van|von|de|del|der|den|la|di|da|bin|al))*(?: \p{Lu}[\p{L}'’.-]*){1,2}$`)
)

// Owners reads who owns something: one role or several, in order. A person
// with a title is the title's role: who fills it is set in the chat.
func Owners(text string) (rollout.Cell[[]string], []rollout.Finding) {
	switch {
	case nothing(text):
		return empty[[]string](text)
	case long(text):
		return unclear[[]string](text, "owner-unclear", quote(text)+" is too long to be read; it is kept as text.", "Write a role, such as “HR Operations Lead”.")
	case undecided(text) || lower(text) == "none":
		c, fs := unclear[[]string](text, "owner-tbd", "Nobody is named here yet ("+quote(text)+").", "Write a role, such as “HR Operations Lead”.")
		c.Value = []string{}
		return c, fs
	}
	roles, doubt := rolesIn(text)
	if len(roles) == 0 {
		return unclear[[]string](text, "owner-unclear", quote(text)+" names no role.", "Write a role, such as “HR Operations Lead”.")
	}
	reading := list(roles)
	if doubt == "" {
		return understood(text, reading, roles)
	}
	return assumed(text, reading, roles, finding("owner-form", quote(text)+" is read as "+doubt+": "+reading+".", "Write the role alone, several joined with “and”."))
}

// rolesIn splits a text into roles. doubt says how it was read where it could
// be read otherwise.
func rolesIn(text string) (roles []string, doubt string) {
	text = plain(strings.TrimRight(strings.TrimSpace(text), "."))
	if m := trailing.FindStringSubmatch(text); m != nil && qualifier.MatchString(strings.TrimSpace(m[2])) {
		text = m[1]
	}
	for _, part := range splitTop(text, together) {
		for _, p := range splitTop(part, andOr) {
			alternatives := splitTop(p, either)
			if len(alternatives) > 1 {
				doubt = "all of them together"
			}
			for _, a := range alternatives {
				rs, d := commaRoles(a)
				if d != "" {
					doubt = d
				}
				for _, r := range rs {
					if !contains(roles, r) {
						roles = append(roles, r)
					}
				}
			}
		}
	}
	return roles, doubt
}

// commaRoles tells "Dana Kim, Quality Lead" from "HR Lead, IT Lead".
func commaRoles(s string) (roles []string, doubt string) {
	parts := splitTop(s, comma)
	if len(parts) == 2 && isName(parts[0]) && isRole(parts[1]) {
		return []string{roleName(parts[1])}, "the role that " + parts[0] + " has"
	}
	for _, p := range parts {
		p = strings.TrimSpace(itemMark.ReplaceAllString(p, ""))
		if m := trailing.FindStringSubmatch(p); m != nil {
			out, in := strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
			switch {
			case qualifier.MatchString(in):
				p = out
			case isName(out) && isRole(in):
				p, doubt = in, "the role that "+out+" has"
			case undecided(in):
				p, doubt = out, "decided already"
			case personWord(out) && isRole(in) && !isRole(out):
				p, doubt = in, "the role that "+out+" has"
			case len(strings.Fields(out)) > 1 && personWord(in), isRole(out) && (isName(in) || personWord(in) || strings.HasPrefix(in, "@")):
				p, doubt = out, "the role that "+in+" has"
			}
		}
		if p = roleName(p); p != "" {
			roles = append(roles, p)
		}
	}
	return roles, doubt
}

var comma = regexp.MustCompile(`\s*,\s+`)

func isName(s string) bool { return personName.MatchString(s) && !roleWords.MatchString(s) }

func isRole(s string) bool { return roleWords.MatchString(s) }

// personWord is a first name alone, as in "Data Steward (Sam)".
func personWord(s string) bool {
	return len(s) > 1 && !strings.Contains(s, " ") && unicode.IsUpper([]rune(s)[0]) && strings.ToUpper(s) != s
}

func roleName(s string) string {
	s = strings.Trim(s, " \t.,;:\"“”")
	for _, p := range []string{"and ", "the ", "both "} {
		if len(s) > len(p) && strings.EqualFold(s[:len(p)], p) {
			s = s[len(p):]
		}
	}
	return strings.Join(strings.Fields(s), " ")
}

// splitTop splits at every match of sep outside parentheses.
func splitTop(s string, sep *regexp.Regexp) []string {
	cuts := sep.FindAllStringIndex(s, -1)
	if cuts == nil {
		return []string{s}
	}
	var parts []string
	depth, from, at := 0, 0, 0
	for _, c := range cuts {
		for ; at < c[0]; at++ {
			switch s[at] {
			case '(':
				depth++
			case ')':
				depth = max(0, depth-1)
			}
		}
		if depth == 0 {
			parts = append(parts, s[from:c[0]])
			from = c[1]
		}
	}
	parts = append(parts, s[from:])
	out := parts[:0]
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, strings.TrimSpace(p))
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

func nonblank(ss []string) []string {
	var out []string
	for _, s := range ss {
		if s = strings.Trim(s, " \t\n,;"); s != "" {
			out = append(out, s)
		}
	}
	return out
}

var headCount = regexp.MustCompile(`(?i)(?:(~|about|approx\.?|around|ca\.?|circa|up to|max\.?|some)\s*)?(\d[\d,.]*)(?:\s*(?:-|–|to)\s*(\d[\d,.]*))?\s*(%|percent|[a-z]+)?`)

// headcount says how many people or things a wave's users are, "" when the
// text holds no number that counts them.
func headcount(text string) string {
	if long(text) {
		return ""
	}
	s := dashes.Replace(plain(text))
	for _, m := range headCount.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > 0 && (isWord(s[m[0]-1]) || unicode.IsUpper(rune(s[m[0]-1])) || strings.HasSuffix(strings.ToLower(s[:m[0]]), "wave ") || strings.HasSuffix(strings.ToLower(s[:m[0]]), "tier ")) {
			continue
		}
		n, _, ok := decimalOf(strings.TrimRight(group1(s, m, 2), ",."))
		if !ok || n.LessThan(decimal.NewFromInt(1)) {
			continue
		}
		out := group(n)
		if hi, _, ok := decimalOf(strings.TrimRight(group1(s, m, 3), ",.")); ok {
			out += " to " + group(hi)
		}
		if q := strings.ToLower(group1(s, m, 1)); q == "up to" || strings.HasPrefix(q, "max") {
			out = "up to " + out
		} else if q != "" {
			out = "about " + out
		}
		unit := strings.ToLower(group1(s, m, 4))
		if unit == "percent" {
			unit = "%"
		}
		return strings.TrimSpace(out + " " + unit)
	}
	return ""
}

// groups splits a list of user groups at its top level; conditions inside a
// group ("managers in approved regions") stay with it.
func groups(text string) (rollout.Cell[[]string], []rollout.Finding) {
	switch s := lower(text); {
	case nothing(text):
		return empty[[]string](text)
	case s == "none" || s == "no one" || s == "nobody":
		return understood(text, "nobody", []string{})
	case undecided(text):
		return unclear[[]string](text, "to-be-decided", "No groups are named here yet ("+quote(text)+").", "Write the groups with commas between them.")
	}
	var out []string
	for _, g := range splitTop(strings.TrimRight(plain(text), ". "), groupSep) {
		g = strings.TrimSpace(itemMark.ReplaceAllString(g, ""))
		for _, h := range splitAnd(g) {
			if h = roleName(h); h != "" {
				out = append(out, h)
			}
		}
	}
	return understood(text, strings.Join(out, "; "), out)
}

var (
	groupSep  = regexp.MustCompile(`\s*(?:\n|;|,(?:\s+and)?\s+)\s*`)
	andWord   = regexp.MustCompile(`\s+(?:and|&)\s+`)
	condition = regexp.MustCompile(`(?i)\b(?:in|at|with|without|from|who|whose|that|outside|within|working|under|of|for|on|except|excluding|between)\b`)
)

// splitAnd splits "A and B", unless the "and" stands in a condition of A.
func splitAnd(g string) []string {
	cut := andWord.FindStringIndex(g)
	if cut == nil || condition.MatchString(g[:cut[0]]) || len(strings.Fields(g[:cut[0]])) < 2 && len(strings.Fields(g[cut[1]:])) > 1 && !isAcronym(g[:cut[0]]) {
		return []string{g}
	}
	return append([]string{g[:cut[0]]}, splitAnd(g[cut[1]:])...)
}

func isAcronym(s string) bool { return strings.ToUpper(s) == s }
