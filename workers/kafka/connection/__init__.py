"""How clients connect, and what users are told when they cannot."""
