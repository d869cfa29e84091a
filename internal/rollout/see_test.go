package rollout

import (
	"strings"
	"testing"
	"time"
)

func security(owner, way string) SupportRow {
	return SupportRow{Area: area("Security incident"), Owner: roles(owner), SLA: sla("PT15M", Wall), Path: path(way)}
}

func TestAPrivateIncidentStaysPrivate(t *testing.T) {
	p, s := supportPlan(security("A", "B → C"))
	tests := []struct {
		name   string
		duty   []string
		home   string
		places []string
		heard  []string
	}{
		{
			"the owner's private channel holds the card",
			[]string{"A=#C-sec,@lee", "B=@dana"},
			"#C-sec",
			[]string{"#C-sec"},
			[]string{"10:00:00 told #C-sec @lee", "10:00:00 opened @priya"},
		},
		{
			"without one it lives in direct messages",
			[]string{"A=@lee", "B=@dana"},
			"", nil,
			[]string{"10:00:00 told @lee", "10:00:00 opened @priya"},
		},
		{
			"a public channel is nobody: the next step at once",
			[]string{"A=#C-ops", "B=@dana"},
			"", nil,
			[]string{"10:00:00 told @dana", "10:00:00 opened @priya"},
		},
		{
			"a public channel beside a person is left out",
			[]string{"A=#C-ops,@lee", "B=@dana"},
			"", nil,
			[]string{"10:00:00 told @lee", "10:00:00 opened @priya"},
		},
		{
			"only public channels: those who can mend it, and nothing in public",
			[]string{"A=#C-ops", "B=#C-agent"},
			"", nil,
			[]string{"10:00:00 unreachable @maya @ada", "10:00:00 unreachable #C-fallback", "10:00:00 opened @priya"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := open(t, p, s, priya, Report{}, duty(tt.duty...), monday)
			if string(w.in.Home) != tt.home {
				t.Errorf("home %q, want %q", w.in.Home, tt.home)
			}
			same(t, "places", placeWords(w.in.CardPlaces()), tt.places)
			public := strings.Contains(strings.Join(tt.duty, " "), "C-ops")
			if got := strings.Contains(strings.Join(w.trail(), "\n"), "left out"); got != public {
				t.Errorf("left out in the trail: %v, want %v", got, public)
			}
			w.story(func() {})
			same(t, "heard", w.heard(), tt.heard)
		})
	}
	t.Run("through its whole life", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=#C-sec", "B=@dana,#C-ops", "C=@sam"), monday)
		w.story(func() { w.skip(26 * time.Hour) })
		w.story(func() { w.ack(dana); w.release(dana); w.ack(lee) })
		w.story(func() { w.apply(AddNote(w.in, lee, "it shows salary data", w.now)) })
		w.story(func() { w.resolve(lee, "it shows salary data no more") })
	})
}

// story checks that nothing of a private incident reaches a public place, by
// first address or by route, and that every other message says it is private.
func (w *world) story(act func()) {
	w.t.Helper()
	act()
	for _, s := range w.said {
		public := false
		for _, target := range s.n.To {
			for _, p := range append([]Place{target.To}, target.Routes...) {
				public = public || p.Channel() != "" && !w.duty.Private[p.Channel()]
			}
		}
		switch {
		case !public && !s.n.Private:
			w.t.Errorf("%s to %v does not say that it is private", s.n.Kind, s.n.To)
		case public && s.n.Private:
			w.t.Errorf("%s to %v can reach a public place", s.n.Kind, s.n.To)
		case public:
			for name, fact := range s.n.Facts {
				if name != FactAgent && name != FactPrivate && name != FactTimes {
					w.t.Errorf("%s tells a public place %s=%q", s.n.Kind, name, fact)
				}
			}
		}
	}
}

func TestRoutesOfAPrivateMessage(t *testing.T) {
	p, s := supportPlan(security("A", "B"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee,#C-sec", "B=@dana"), monday)
	for _, target := range w.said[0].n.To {
		want := map[Place]string{"@lee": "#C-sec @maya", "#C-sec": "@maya"}[target.To]
		if got := strings.Join(placeWords(target.Routes), " "); got != want {
			t.Errorf("%s falls back to %q, want %q", target.To, got, want)
		}
	}
}

func TestMaySee(t *testing.T) {
	p, s := supportPlan(security("A", "B → C"), behaviour("A", "B", "PT1H"))
	d := duty("A=@lee,#C-sec", "B=@dana,#C-ops", "C=#C-sec2")
	d.Private["C-sec2"] = true
	private := open(t, p, s, priya, Report{Area: "S1"}, d, monday).in
	public := open(t, p, s, priya, Report{Area: "S2"}, d, monday).in
	d.Roles["a"] = []Place{"@gus", "#C-sec"} // lee was told, gus is on duty now
	tests := []struct {
		name string
		v    Viewer
		want bool
	}{
		{"the reporter", Viewer{User: "priya"}, true},
		{"the one who was told", Viewer{User: "lee"}, true},
		{"who fills the owner's role now", Viewer{User: "gus"}, true},
		{"who fills a role of the path", Viewer{User: "dana"}, true},
		{"the plan owner", Viewer{User: "maya"}, true},
		{"an administrator by the house", Viewer{User: "ada"}, true},
		{"an administrator by the caller", Viewer{User: "root", Admin: true}, true},
		{"anybody in its private channel", Viewer{User: "sam", Channel: "C-sec"}, true},
		{"anybody in the private channel of a role", Viewer{User: "sam", Channel: "C-sec2"}, true},
		{"anybody in a public channel of a role", Viewer{User: "sam", Channel: "C-ops"}, false},
		{"anybody at the plan's home", Viewer{User: "sam", Channel: "C-agent"}, false},
		{"anybody else", Viewer{User: "sam"}, false},
		{"nobody", Viewer{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := MaySee(private, tt.v, d); got != tt.want {
				t.Errorf("may see the private one: %v, want %v", got, tt.want)
			}
			if !MaySee(public, tt.v, d) {
				t.Error("may not see the public one")
			}
		})
	}
	t.Run("its channel is public by now", func(t *testing.T) {
		open := d
		open.Private = map[ChannelID]bool{}
		if MaySee(private, Viewer{User: "sam", Channel: "C-sec"}, open) {
			t.Error("anybody in it may see the incident")
		}
	})
	t.Run("a plan without an owner does not make nobody an owner", func(t *testing.T) {
		if MaySee(Incident{Policy: private.Policy}, Viewer{}, Duty{}) {
			t.Error("nobody may see it")
		}
	})
}

func TestMasked(t *testing.T) {
	p, s := supportPlan(security("A", "B"), behaviour("A", "B", "PT1H"))
	d := duty("A=@lee", "B=@dana")
	w := open(t, p, s, priya, Report{Area: "S1", Sev: 1, Text: "keys leaked"}, d, monday)
	w.ack(lee)
	w.resolve(dana, "rotated")
	m := Masked(w.in)
	if m.Plan != p.ID || m.Agent != "Policy Assistant" || m.State != IncidentResolved || !m.Policy.Private || m.Text != "private incident" {
		t.Errorf("masked is %+v", m)
	}
	for _, word := range []string{"INC", "keys", "rotated", "lee", "dana", "priya", "S1", "Security", "A"} {
		for _, field := range []string{m.ID, m.Text, string(m.Reporter), string(m.AckBy), string(m.ResolvedBy), m.Resolution, m.Policy.Area, string(m.Policy.Row), string(m.Home)} {
			if strings.Contains(field, word) {
				t.Errorf("masked still says %q in %q", word, field)
			}
		}
	}
	if m.Sev != 0 || m.Num != 0 || len(m.Told)+len(m.Trail)+len(m.Places)+len(m.Policy.Steps) > 0 || !m.Opened.IsZero() {
		t.Errorf("masked is %+v", m)
	}
	public := open(t, p, s, priya, Report{Area: "S2"}, d, monday).in
	if got := Masked(public); got.ID != "INC-7" || got.Text != public.Text {
		t.Errorf("a public one became %+v", got)
	}
}
