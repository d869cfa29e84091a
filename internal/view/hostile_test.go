package view_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// hostile are texts that people might write to make the bot say what it must
// not: each goes into every place that holds somebody's words.
var hostile = map[string]string{
	"mentions":      "<!channel> <!here> <@U666> <#C666> <!subteam^S666> @here @channel @everyone",
	"links":         "<https://evil.example|our wiki> [wiki](https://evil.example) <mailto:a@evil.example|us>",
	"tokens":        "<!date^1^{time}^https://evil.example|now> &lt;!channel&gt; > quote",
	"half a token":  "a < b and c > d <@ <! | >",
	"direction":     "safe\u202etxt.exe\u2066\u2067\u2069\u200f",
	"unseen":        "<\u200b!channel\u2060> \u00ad\ufeff\x00\x07\x1b[31m",
	"only unseen":   "\u200b\u202e\u2060",
	"marks":         "*bold* _it_ ~no~ `code` ```fence``` * ` _",
	"lines":         "one\ntwo\r\n\n\n\nthree\u2028four | five",
	"table":         "a | b || c \\| d",
	"long":          strings.Repeat("It shows <b>salary</b> data & more, ", 86)[:3000],
	"long entities": strings.Repeat("&", 3000),
	"long word":     strings.Repeat("x", 3000),
	"wide":          strings.Repeat("😀", 1500),
	"accents":       strings.Repeat("e\u0301", 1500),
	"quotes":        strings.Repeat(`"\`, 1500),
	"line breaks":   strings.Repeat("a\n", 1500),
	"nothing":       "",
}

func TestHostileTextInEveryCard(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, s := range everyCard(t, text) {
				if s.form != nil {
					checkForm(t, s.title, *s.form)
					continue
				}
				for _, problem := range broken(s.card) {
					if !strings.HasPrefix(problem, "raises its voice") { // so do people
						t.Errorf("%s: %s", s.title, problem)
					}
				}
				checkCard(t, s.title, s.card)
				checkCard(t, s.title+", renamed", s.card.Called("/asst").WithShare("status share"))
			}
		})
	}
}

// everyCard draws everything with somebody's words in every place that has any.
func everyCard(t *testing.T, text string) []shown {
	t.Helper()
	p, s := policyAssistant()
	at := func(title string, c view.Card) shown { return shown{title: title, card: c} }
	report := text
	if strings.TrimSpace(report) == "" {
		report = "\u200b"
	}
	cellOf := func(v string) rollout.Cell[string] { return cell(v, v) }
	p.Agent, s.Agent = cellOf(text), text
	for i := range p.Support {
		p.Support[i].Area = cellOf(text)
		p.Support[i].Owner = cell(text, []string{text, "Data Lead"})
		p.Support[i].Path = path(text, "Head of HR")
		p.Support[i].SLA.Text = text
	}
	p.Metrics[0].Metric, p.Metrics[0].Owner = cellOf(text), cell(text, []string{text})
	p.Findings = []rollout.Finding{{Line: 3, Code: "x", Text: text, Fix: text}}
	s.Zone, s.Stage = text, rollout.Draft

	l := openIn(t, p, s, duty(), rollout.Report{Text: report, Area: "S3", Sev: 2}, noon)
	l.in.Policy.Default = []string{"owner", "sla", "path", text}
	all := []shown{l.card("opened")}
	all = append(all, l.notices("opened")...)
	for !l.in.Exhausted {
		l.wake(0)
		all = append(all, l.card("woken"))
		all = append(all, l.notices("woken")...)
	}
	notes := []rollout.Note{{Incident: "INC-7", Num: 1, By: "lee", At: noon, Text: text}}
	all = append(
		all,
		at("story", view.IncidentShow(l.in, notes, l.now)),
		at("answer to opening", view.IncidentOpened(l.in, view.Doubt{Sev: 1, Area: text, Right: "in policy-assistant incident open sev1 " + text}, "", l.now)),
		at("list", view.IncidentList(view.IncidentPage{Of: "open incidents of " + text, Total: 2, Items: []view.Listed{{Incident: l.in}, {Incident: l.in, Masked: true}}, More: "more"}, l.now)),
		at("empty list", view.IncidentList(view.IncidentPage{Of: text}, l.now)),
		at("noted", view.IncidentNoted(l.in, notes[0])),
		at("resolve or note", view.ResolveOrNote("INC-7", text)),
	)
	told := l.in
	waits := rollout.Waiting{Todo: rollout.TodoAcknowledge, Incident: &told}
	l.ack("lee", time.Minute)
	all = append(all, at("acked", view.IncidentAcked(l.in, "lee", true, l.now)), at("acked before", view.IncidentAcked(l.in, "maya", false, l.now)))
	l.resolve("lee", report, time.Minute)
	all = append(all, l.card("resolved"), at("settled", view.IncidentSettled(rollout.IncidentDid{Incident: l.in, Changed: true}, report, l.now)),
		at("settled before", view.IncidentSettled(rollout.IncidentDid{Incident: l.in}, report, l.now)),
		at("noted at the end", view.IncidentSettled(rollout.IncidentDid{Incident: l.in, Changed: true, Noted: true}, report, l.now)),
		at("story at the end", view.IncidentShow(l.in, notes, l.now)))
	all = append(all, l.notices("resolved")...)

	// A notice whose every fact is somebody's words, but for ids, which the chat gave.
	facts := map[string]string{}
	for _, name := range []string{
		rollout.FactID, rollout.FactAgent, rollout.FactSev, rollout.FactArea, rollout.FactText, rollout.FactOpened,
		rollout.FactAnswerBy, rollout.FactNext, rollout.FactWhat, rollout.FactRole,
		rollout.FactWhy, rollout.FactLate, rollout.FactTimes, rollout.FactNote, rollout.FactResolution,
		"metric", "review", "support area", "told", "class", "error",
	} {
		facts[name] = text
	}
	for kind := range rollout.NoticeRules {
		c, err := view.Notice(kind, facts, nil, noon)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, at("wild facts "+string(kind), c))
	}

	fields := []rollout.Field{
		{Section: 3, Path: "metrics[0].threshold", Line: 31, Text: text, Reading: text, Status: rollout.Assumed, Why: text, Fix: text},
		{Section: 1, Path: "agent", Line: 5, Text: text, Reading: text, Status: rollout.Unclear, Why: text, Fix: text},
		{Section: 7, Path: "pause.procedure", Line: 70, Text: text, Status: rollout.Understood, Items: []rollout.FieldItem{{Text: text, Note: text}, {}}},
		{Section: 3, Path: text, Text: text, Reading: text, Status: rollout.Understood},
	}
	for range 100 {
		fields = append(fields, fields[3])
	}
	roles := []view.RoleLine{{Use: rollout.RoleUse{Name: text, Owns: []rollout.Owned{{What: "metric", Name: text}}}, Note: text}, {Use: rollout.RoleUse{Name: text + " two"}}}
	var questions []view.Question
	var changes []rollout.FieldChange
	var states []view.StatusData
	for range 40 {
		questions = append(questions, view.Question{Line: 3, Text: text, Fix: text, Answers: []view.Button{{Text: text, Line: "plan show"}}})
		changes = append(changes, rollout.FieldChange{Field: fields[0], Was: text})
		states = append(states, view.StatusData{State: s, Live: 1, Unclear: 2})
	}
	imported := view.ImportAnswer{Plan: p, State: s, Fields: fields, Questions: questions, Roles: p.Roles(), Unfilled: p.Unfilled(duty())}
	again := imported
	again.Changes = changes
	confirm := view.ConfirmForm(p.ID, text, fields)
	fill := view.RolesForm(p.ID, text, roles)
	form := view.OpenIncidentForm(view.OpenForm{Plan: p.ID, Agent: text, Text: text, Areas: []view.AreaChoice{{Row: "S1", Name: text}}})
	pol := rollout.PolicyFor(p, s, "S3", 2)
	oncall := view.Oncall{Plan: p.ID, Agent: text, Policy: pol, At: noon, Forecast: rollout.Foresee(pol, duty(), noon)}
	for _, kind := range []rollout.NoticeKind{rollout.NoticeOffice, rollout.NoticeOfficeOver} {
		c, err := view.Notice(kind, map[string]string{
			rollout.FactAgent: text, rollout.FactIn: "policy-assistant", rollout.FactOffices: rollout.RolePlanOwner, rollout.FactTo: "@dana", rollout.FactBy: "maya",
		}, nil, noon)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, at(string(kind), c))
	}
	return append(
		all,
		shown{title: "open form", form: &form},
		shown{title: "confirm form", form: &confirm},
		shown{title: "roles form", form: &fill},
		at("import", view.Imported(imported)),
		at("import again", view.Imported(again)),
		at("confirmed", view.Confirmed(text, 1, 2, fields[:1])),
		at("overview", view.PlanOverview(p, s, fields)),
		at("section", view.PlanSection(p, s, 3, fields)),
		at("unclear", view.PlanUnclear(s, fields)),
		at("settings", view.PlanSettings(s)),
		at("preview", view.ActivatePreview(s, rollout.Preview(p, duty()), lateWaves(text, text, text, text), "ada")),
		at("activated", view.Activated(s, rollout.Activation{}, true)),
		at("linked", view.Linked(s, true)),
		at("owners", view.OwnerList(p.ID, text, roles)),
		at("owner set", view.OwnerSet(text, roles[0].Use, []rollout.Place{"@lee"}, true, true)),
		at("status", view.Status(view.StatusData{State: s, Open: []view.Listed{{Incident: l.in}}, Live: 1, Waits: []rollout.Waiting{waits}, CanFix: true, Unclear: 1}, noon)),
		at("all", view.StatusAll(view.StatusPage{Agents: states, Total: 40})),
		at("oncall", view.OncallCard(oncall)),
		at("oncall of all areas", view.OncallAreas([]view.Oncall{oncall})),
		at("unknown", view.Unknown(view.UnknownWord{Word: text, Meant: []string{text}, Typed: []string{text}, Examples: []string{text}})),
		at("home", view.Home(view.HomePage{Waits: []rollout.Waiting{waits}, Total: 1, Examples: []string{text}}, noon)),
		at("help overview", view.HelpOverview([]view.HelpGroup{{Name: "status", Short: text, Verbs: []string{"list"}, Also: []string{"agents"}}})),
		at("help", view.Help(text, []view.HelpEntry{{Name: "status", Short: text, Long: text}})),
		at("pick", view.Pick(text, []view.Choice{{Text: text, Line: "status"}})),
		at("problem", view.Problem(rollout.Problemf(rollout.Invalid, text, "%s", text))),
		at("failure", view.Failure(text)),
		at("unsure", view.Unsure(text, text)),
	)
}

// ours are the only tokens a card may hold: people and channels of the story,
// and dates.
var ours = regexp.MustCompile(`^<(@(priya|lee|dana|maya|ada|sam)|#(agent-hr|ops|security|fallback)|!date\^\d+\^[^|<>]*\|[^|<>]*)>$`)

func checkCard(t *testing.T, title string, c view.Card) {
	t.Helper()
	markup(t, title, c.Text)
	for _, b := range c.Blocks {
		checkBlock(t, title, b)
	}
}

func checkForm(t *testing.T, title string, f view.Form) {
	t.Helper()
	if f.Title == "" || len([]rune(f.Title)) > 24 || f.Submit == "" || len([]rune(f.Submit)) > 24 || len(f.Blocks) > 100 {
		t.Errorf("%s: form %q with %d blocks", title, f.Title, len(f.Blocks))
	}
	for _, b := range f.Blocks {
		checkBlock(t, title, b)
	}
}

func checkBlock(t *testing.T, title string, b view.Block) {
	t.Helper()
	switch b := b.(type) {
	case view.Header:
		plain(t, title, b.Text)
	case view.Section:
		markup(t, title, b.Text)
		for _, f := range b.Fields {
			markup(t, title, f)
		}
		if b.Button != nil {
			checkButton(t, title, *b.Button)
		}
	case view.Context:
		for _, s := range b.Texts {
			markup(t, title, s)
		}
	case view.Actions:
		for _, x := range b.Buttons {
			checkButton(t, title, x)
		}
	case view.Input:
		plain(t, title, b.Label)
		plain(t, title, b.Hint)
		if b.Label == "" || len([]rune(b.Label)) > 2000 || len([]rune(b.Hint)) > 2000 || len(b.Name) > 255 || len([]rune(b.Initial)) > 3000 {
			t.Errorf("%s: input %q, label %q", title, b.Name, b.Label)
		}
		for _, o := range b.Options {
			plain(t, title, o.Text)
			plain(t, title, o.About)
			if o.Text == "" || len([]rune(o.Text)) > 75 || len([]rune(o.About)) > 75 || len(o.Value) > 75 {
				t.Errorf("%s: option %+v", title, o)
			}
		}
	}
}

func checkButton(t *testing.T, title string, b view.Button) {
	t.Helper()
	plain(t, title, b.Text)
	plain(t, title, b.Label)
	if b.Confirm != nil {
		markup(t, title, b.Confirm.Text)
		plain(t, title, b.Confirm.Title)
	}
}

// markup checks a text in which tokens and marks take hold.
func markup(t *testing.T, title, s string) {
	t.Helper()
	plain(t, title, s)
	for _, found := range token.FindAllString(s, -1) {
		if !ours.MatchString(found) {
			t.Errorf("%s lets %q through: %.300q", title, found, s)
		}
	}
	if strings.Count(s, "`")%2 != 0 {
		t.Errorf("%s leaves a code span open: %.300q", title, s)
	}
	for _, name := range []string{"@here", "@channel", "@everyone"} {
		if strings.Contains(s, name) {
			t.Errorf("%s calls %s: %.300q", title, name, s)
		}
	}
}

// plain checks a text for what cannot be seen but acts.
func plain(t *testing.T, title, s string) {
	t.Helper()
	for _, r := range s {
		if r != '\n' && r != '\u200d' && r != '\u200c' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			t.Errorf("%s holds %U: %.300q", title, r, s)
			return
		}
	}
}
