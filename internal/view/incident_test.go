package view_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

var salary = rollout.Report{Text: "It shows salary data of other people when asked about pay bands", Area: "S3", Sev: 2}

// The card of one incident from report to close, as it is edited in place.
func TestIncidentCardOverItsLife(t *testing.T) {
	l := open(t, salary, noon)
	all := []shown{l.card("13:05 reported, the data lead is told")}
	l.wake(0)
	all = append(all, l.card("the data lead is reminded"))
	l.wake(0)
	all = append(all, l.card("nobody answers: the HR operations lead is told"))
	l.wake(0)
	all = append(all, l.card("nobody fills the next role: the path ends"))
	l.ack("dana", 3*time.Minute)
	all = append(all, l.card("dana acknowledges"))
	l.release("dana", 5*time.Minute)
	all = append(all, l.card("that was a mistake: dana releases it"))
	l.ack("lee", 10*time.Minute)
	all = append(all, l.card("lee takes it"))
	l.resolve("lee", "Removed the pay table from the index and rebuilt it.", 90*time.Minute)
	all = append(all, l.card("lee resolves it"))
	l.wake(0)
	all = append(all, l.card("a week later it is closed"))
	golden(t, "incident_life", all...)
}

// What everybody reads on the way, in the order in which it is sent.
func TestNoticesOverTheLifeOfAnIncident(t *testing.T) {
	l := open(t, salary, noon)
	all := l.notices("reported")
	for range 4 {
		l.wake(0)
		all = append(all, l.notices("nobody answers")...)
	}
	for range 2 {
		l.wake(0)
		all = append(all, l.notices("the day after")...)
	}
	l.ack("lee", time.Hour)
	all = append(all, l.notices("lee acknowledges")...)
	l.release("lee", time.Minute)
	all = append(all, l.notices("lee releases")...)
	l.resolve("lee", "Removed the pay table from the index.", 90*time.Minute)
	all = append(all, l.notices("lee resolves")...)
	golden(t, "incident_notices", all...)
}

func TestIncidentOutsideHours(t *testing.T) {
	saturday := noon.AddDate(0, 0, 3)
	hold := open(t, rollout.Report{Text: "I cannot sign in", Area: "S1"}, saturday)
	all := append([]shown{hold.card("Saturday: user support is closed, nobody is told")}, hold.notices("Saturday")...)
	hold.wake(0)
	all = append(all, hold.card("Monday 09:00: people are told"))

	soft := open(t, rollout.Report{Text: "It quotes a policy that was withdrawn"}, saturday)
	all = append(all, soft.card("Saturday: an answer is wrong; no row in the plan, so all of it is default"))

	down := open(t, salary, noon)
	down.wake(50 * time.Minute)
	all = append(all, down.notices("the bot was down for 50 minutes")...)
	for len(down.last.Notices) == 0 || down.last.Notices[0].Kind != rollout.NoticeLate {
		down.wake(5 * time.Minute)
	}
	all = append(all, down.notices("the bot was down again: its reporter")...)
	golden(t, "incident_hours", all...)
}

func TestPrivateIncident(t *testing.T) {
	leak := rollout.Report{Text: "Somebody posted an access token in a prompt", Area: "S4", Sev: 1}
	l := open(t, leak, noon)
	all := []shown{l.card("in the private channel")}
	all = append(all, l.notices("reported")...)
	for range 2 {
		l.wake(0)
	}
	all = append(all, l.notices("nobody answers")...)
	all = append(all,
		shown{title: "in everybody else's list", card: view.IncidentList(view.IncidentPage{
			Of: "open incidents of Policy Assistant", Total: 1, Items: []view.Listed{{Incident: l.in, Masked: true}},
		}, l.now)},
	)
	for _, s := range all[len(all)-1:] {
		for _, secret := range []string{"token", "sev1", "Security", "CISO", "priya"} {
			if strings.Contains(s.card.Text+s.card.Plain(), secret) {
				t.Errorf("%s: %q shows", s.title, secret)
			}
		}
	}
	golden(t, "incident_private", all...)
}

// A private incident that nobody answers asks for help in the fallback channel,
// without a word of what it is about.
func TestPrivateAlarmTellsNothing(t *testing.T) {
	leak := rollout.Report{Text: "Somebody posted an access token in a prompt", Area: "S4", Sev: 1}
	l := open(t, leak, noon)
	for !l.in.Exhausted {
		l.wake(0)
	}
	found := false
	for _, n := range l.last.Notices {
		for _, to := range n.To {
			if to.To != rollout.In("fallback") {
				continue
			}
			found = true
			c, err := view.Notice(n.Kind, n.Facts, &l.in, l.now)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"token", "sev1", "INC-7", "priya", "Security", "incident ack"} {
				if strings.Contains(c.Text+c.Plain()+buttonLines(c), secret) {
					t.Errorf("the fallback channel reads %q:\n%s", secret, c.Plain())
				}
			}
		}
	}
	if !found {
		t.Error("the fallback channel hears nothing")
	}
}

func TestNobodyCanBeTold(t *testing.T) {
	p, s := policyAssistant()
	d := duty()
	d.Roles = nil
	l := openIn(t, p, s, d, salary, noon)
	golden(t, "incident_unreachable", append([]shown{l.card("no role is filled")}, l.notices("reported")...)...)
}

func TestIncidentStory(t *testing.T) {
	l := open(t, salary, noon)
	for range 3 {
		l.wake(0)
	}
	notes := []rollout.Note{{Incident: "INC-7", Num: 1, By: "dana", At: l.now.Add(time.Minute), Text: "Looks like the *pay* table from the <!channel> wiki"}}
	l.ack("dana", 5*time.Minute)
	l.resolve("dana", "Removed the pay table from the index and rebuilt it.", 90*time.Minute)

	half := open(t, rollout.Report{Text: "It is slow", Area: "S1", Sev: 4}, noon)
	quick := open(t, salary, noon)
	quick.ack("lee", 15*time.Minute)
	golden(
		t, "incident_story",
		shown{title: "answered late and resolved", card: view.IncidentShow(l.in, notes, l.now)},
		shown{title: "running, business hours", card: view.IncidentShow(half.in, nil, noon.Add(70*time.Minute))},
		shown{title: "answered in time", card: view.IncidentShow(quick.in, nil, noon.Add(70*time.Minute))},
	)
}

func TestAnswersAboutIncidents(t *testing.T) {
	p, s := policyAssistant()
	l := open(t, salary, noon)
	noArea := open(t, rollout.Report{Text: "It quotes a policy that was withdrawn"}, noon)
	held := open(t, rollout.Report{Text: "I cannot sign in", Area: "S1"}, noon.AddDate(0, 0, 3))
	nobody := openIn(t, p, s, rollout.Duty{PlanOwner: "maya"}, salary, noon)
	all := []shown{
		{title: "opened", card: view.IncidentOpened(l.in, view.Doubt{}, "", l.now)},
		{title: "opened without an area", card: view.IncidentOpened(noArea.in, view.Doubt{}, "", noArea.now)},
		{title: "opened otherwise than its text says", card: view.IncidentOpened(noArea.in, view.Doubt{Sev: 1, Area: "Data issue", Right: "in policy-assistant incident open area=S3 sev1 Data is wrong sev1"}, "", noArea.now)},
		{title: "opened on a Saturday", card: view.IncidentOpened(held.in, view.Doubt{}, "", held.now)},
		{title: "opened where no role is filled", card: view.IncidentOpened(nobody.in, view.Doubt{}, "", nobody.now)},
		{title: "noted", card: view.IncidentNoted(l.in, rollout.Note{Incident: "INC-7", Num: 2, By: "lee", Text: "Asked the wiki team"})},
		{title: "resolve, or a note?", card: view.ResolveOrNote("INC-7", "the ticket with finance first")},
	}
	l.ack("lee", 58*time.Minute)
	all = append(all,
		shown{title: "acknowledged", card: view.IncidentAcked(l.in, "lee", true, l.now)},
		shown{title: "acknowledged by another, later", card: view.IncidentAcked(l.in, "maya", false, l.now.Add(time.Minute))},
		shown{title: "acknowledged again", card: view.IncidentAcked(l.in, "lee", false, l.now.Add(time.Minute))},
	)
	l.release("lee", time.Minute)
	all = append(all, shown{title: "released", card: view.IncidentReleased(l.in, "lee", true, l.now)})
	l.resolve("lee", "Rebuilt the index.", time.Hour)
	noted := l.in
	noted.Notes = 1
	all = append(all,
		shown{title: "resolved", card: view.IncidentSettled(rollout.IncidentDid{Incident: l.in, Changed: true}, "", l.now)},
		shown{title: "resolved twice", card: view.IncidentSettled(rollout.IncidentDid{Incident: l.in}, "", l.now)},
		shown{title: "resolved twice, with a text", card: view.IncidentSettled(rollout.IncidentDid{Incident: l.in}, "rebuilt <b>the index</b>", l.now)},
		shown{title: "resolved without a text, then with one", card: view.IncidentSettled(rollout.IncidentDid{Incident: noted, Changed: true, Noted: true}, "rebuilt <b>the index</b>", l.now)},
		shown{title: "acknowledged after that", card: view.IncidentAcked(l.in, "lee", false, l.now)},
	)
	golden(t, "incident_answers", all...)
}

func TestOpenIncidentForm(t *testing.T) {
	f := view.OpenIncidentForm(view.OpenForm{
		Plan: "policy-assistant", Agent: "Policy Assistant", Text: "it shows salary data",
		Areas: []view.AreaChoice{{Row: "S1", Name: "User support"}, {Row: "S3", Name: "Data issue"}},
	})
	golden(t, "incident_form", shown{title: "open an incident", form: &f})
}

func TestIncidentList(t *testing.T) {
	salary := open(t, salary, noon)
	slow := open(t, rollout.Report{Text: "It is slow", Area: "S1", Sev: 4}, noon)
	slow.ack("lee", time.Minute)
	many := view.IncidentPage{Of: "open incidents of Policy Assistant", Total: 134, Skipped: 20, More: "in policy-assistant incident list open 40"}
	for range 20 {
		many.Items = append(many.Items, view.Listed{Incident: salary.in})
	}
	now := noon.Add(2 * time.Hour)
	golden(
		t, "incident_list",
		shown{title: "none", card: view.IncidentList(view.IncidentPage{Of: "late incidents of Policy Assistant"}, now)},
		shown{title: "two", card: view.IncidentList(view.IncidentPage{
			Of: "open incidents of Policy Assistant", Total: 2, Items: []view.Listed{{Incident: salary.in}, {Incident: slow.in}},
		}, now)},
		shown{title: "a page of many", card: view.IncidentList(many, now)},
	)
}

func TestOncall(t *testing.T) {
	p, s := policyAssistant()
	show := func(title string, row rollout.RowID, sev rollout.Severity, at time.Time) shown {
		pol := rollout.PolicyFor(p, s, row, sev)
		return shown{title: title, card: view.OncallCard(view.Oncall{Plan: p.ID, Agent: s.Agent, Policy: pol, At: at, Forecast: rollout.Foresee(pol, duty(), at)})}
	}
	golden(
		t, "oncall",
		show("data issue, one role unfilled", "S3", 2, noon),
		show("user support on a Saturday", "S1", 3, noon.AddDate(0, 0, 3)),
		show("everything is default", "S2", 3, noon),
		show("security", "S4", 1, noon),
	)
}

// Every kind of notice and every thing that can happen has words, and
// no word is a bare name of ours.
func TestNothingIsWithoutWords(t *testing.T) {
	for kind := range rollout.NoticeRules {
		c, err := view.Notice(kind, map[string]string{}, nil, noon)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, problem := range broken(c) {
			t.Errorf("%s without facts: %s", kind, problem)
		}
	}
	if _, err := view.Notice("incident.unheard-of", nil, nil, noon); err == nil {
		t.Error("a kind without words is no error")
	}
	everything := []rollout.What{
		rollout.DidOpen, rollout.DidHold, rollout.DidTell, rollout.DidRemind, rollout.DidMiss, rollout.DidLeaveOut, rollout.DidSkip,
		rollout.DidRound, rollout.DidExhaust, rollout.DidMissAll, rollout.DidDaily, rollout.DidAck, rollout.DidRelease, rollout.DidNote,
		rollout.DidResolve, rollout.DidClose,
	}
	for _, what := range everything {
		c, err := view.Notice(rollout.NoticeLine, map[string]string{rollout.FactWhat: string(what)}, nil, noon)
		if err != nil {
			t.Fatal(err)
		}
		if c.Plain() == string(what)+"\n" {
			t.Errorf("%q has no words", what)
		}
	}
}

// A notice that was delivered is settled by an edit: no buttons, and by whom.
func TestSettledNotices(t *testing.T) {
	l := open(t, salary, noon)
	told := l.last.Notices[0]
	draw := func() view.Card {
		c, err := view.Notice(told.Kind, told.Facts, &l.in, l.now)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	all := []shown{{title: "asks", card: draw()}}
	l.ack("dana", 10*time.Minute)
	all = append(all, shown{title: "acknowledged by somebody else", card: draw()})
	l.resolve("dana", "", time.Hour)
	all = append(all, shown{title: "resolved", card: draw()})
	for _, s := range all[1:] {
		if lines := buttonLines(s.card); lines != "" {
			t.Errorf("%s still has the buttons %s", s.title, lines)
		}
	}
	golden(t, "notice_settled", all...)
}

// buttonLines are the lines that a card's buttons carry.
func buttonLines(c view.Card) string {
	var lines []string
	for _, b := range c.Blocks {
		switch b := b.(type) {
		case view.Actions:
			for _, x := range b.Buttons {
				lines = append(lines, x.Line)
			}
		case view.Section:
			if b.Button != nil {
				lines = append(lines, b.Button.Line)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// What administrators read when a message reached nobody.
func TestUndelivered(t *testing.T) {
	public := open(t, salary, noon)
	private := open(t, rollout.Report{Text: "Somebody posted an access token", Area: "S4", Sev: 1}, noon)
	trouble := map[string]string{"notice": "incident.told", "place": "#ops", "class": "permanent", "error": "not_in_channel", "row": "41"}
	draw := func(title string, kind rollout.NoticeKind, facts map[string]string, in *rollout.Incident) shown {
		c, err := view.Notice(kind, facts, in, noon)
		if err != nil {
			t.Fatal(err)
		}
		return shown{title: title, card: c}
	}
	all := []shown{
		draw("about an incident", rollout.NoticeUndelivered, trouble, &public.in),
		draw("about a plan", rollout.NoticeUndelivered, trouble, nil),
		draw("about a private incident", rollout.NoticeUndelivered, trouble, &private.in),
		draw("about a private incident, to the administrators", rollout.NoticeMaskedParked, trouble, nil),
		draw("about a private incident, to the fallback channel", rollout.NoticeMaskedParked, nil, nil),
	}
	for _, s := range all[2:] {
		if plain := s.card.Plain(); strings.Contains(plain, "token") || strings.Contains(plain, "INC-7") {
			t.Errorf("%s says too much:\n%s", s.title, plain)
		}
	}
	golden(t, "notice_undelivered", all...)
}

// A long story keeps its beginning and its newest lines, and says what is left out.
func TestLongStory(t *testing.T) {
	l := open(t, salary, noon)
	var notes []rollout.Note
	for i := range 200 {
		notes = append(notes, rollout.Note{Incident: "INC-7", Num: i + 1, By: "lee", At: noon.Add(time.Duration(i+1) * time.Minute), Text: fmt.Sprintf("looked at page %d", i+1)})
	}
	c := view.IncidentShow(l.in, notes, noon.Add(4*time.Hour))
	plain := c.Plain()
	for _, want := range []string{"@priya reported it", "142 lines are left out here", "looked at page 200", "[*Acknowledge*]"} {
		if !strings.Contains(plain, want) {
			t.Errorf("%q is not in\n%.1500s", want, plain)
		}
	}
	for _, problem := range broken(c) {
		t.Error(problem)
	}
}
