package rollout

import "testing"

func TestLink(t *testing.T) {
	_, s := twoRoles()
	in := Channel{ID: "C1", Name: "one", BotIn: true}
	tests := []struct {
		name    string
		channel Channel
		holder  PlanID
		want    string // of the refusal
		changed bool
	}{
		{"a free channel", in, "", "", true},
		{"its own home", in, s.Plan, "", false},
		{"another's home", in, "it", "#one is already the home of IT Desk, so nothing was changed.", false},
		{"another's home without a name", Channel{ID: "C1", BotIn: true}, "it", "That channel is already the home of IT Desk", false},
		{"archived", Channel{ID: "C1", Name: "one", BotIn: true, Archived: true}, "", "#one is archived, so nothing was changed.", false},
		{"where the bot is not", Channel{ID: "C1", Name: "one"}, "", "I am not in that channel", false},
		{"not known", Channel{ID: "C1"}, "", "I am not in that channel", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after, e, err := Link(s, tt.channel, tt.holder, "IT Desk")
			if changed := len(e.Put) == 1 && after.Home == "C1"; changed != tt.changed {
				t.Errorf("changed %v, want %v", changed, tt.changed)
			}
			checkProblem(t, err, tt.want)
			if err != nil && after.Home != s.Home {
				t.Errorf("refused, and the home is %s", after.Home)
			}
		})
	}
}

func TestFirstHome(t *testing.T) {
	for _, tt := range []struct {
		name    string
		channel Channel
		taken   bool
		want    ChannelID
	}{
		{"a free channel", Channel{ID: "C1", BotIn: true}, false, "C1"},
		{"another's home", Channel{ID: "C1", BotIn: true}, true, ""},
		{"archived", Channel{ID: "C1", BotIn: true, Archived: true}, false, ""},
		{"where the bot is not", Channel{ID: "C1"}, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := FirstHome(tt.channel, tt.taken); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
