package fakeslack

import (
	"context"
	"net/http"
)

// The tabs of the bot's direct messages, as Slack calls them.
const (
	homeTab     = "home"
	messagesTab = "messages"
)

// hasHome says whether a person sees a home tab: where the app has one, or the bot has published one to them. Called
// with the lock held.
func (s *Slack) hasHome(person string) bool { return s.opt.HomeTab || s.world.Homes[person] != nil }

// openTab tells the bot that a person opened a tab of its direct messages, and answers their home tab as it is then.
func (s *Slack) openTab(ctx context.Context, user, tab string) (map[string]any, error) {
	if tab != homeTab && tab != messagesTab {
		return nil, wrongRequest("tab: say home or messages, not %q", tab)
	}
	_, err := s.act(ctx, user, func(p *Person) (map[string]string, error) {
		event, err := s.openedTab(p, tab)
		if err == nil {
			s.emit(ctx, event)
		}
		return nil, err
	})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := map[string]any{"home": nil}
	if v := s.world.Homes[s.personNamed(user).ID]; v != nil {
		answer["home"] = s.wireView(v)
	}
	return answer, nil
}

// openedTab is the event app_home_opened. It carries the view where one was published.
func (s *Slack) openedTab(p *Person, tab string) (map[string]any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if tab == homeTab && !s.hasHome(p.ID) {
		return nil, unknown("the bot has no home tab for %s", p.Name)
	}
	event := map[string]any{
		"type": "app_home_opened", "user": p.ID, "channel": dmOf(p.ID), "tab": tab, "event_ts": stampOf(s.opt.Now()),
	}
	if v := s.world.Homes[p.ID]; v != nil && tab == homeTab {
		event["view"] = s.wireView(v)
	}
	return event, nil
}

func (s *Slack) homeRequest(r *http.Request, b struct {
	User string `json:"user"`
	Tab  string `json:"tab"`
},
) (any, error) {
	return s.openTab(r.Context(), b.User, b.Tab)
}
