"""A Streamlit app for the tests of the proxy: each press of its button goes over its WebSocket and back."""

import streamlit as st

st.title("Counter of the test")
if "count" not in st.session_state:
    st.session_state.count = 0
if st.button("Count"):
    st.session_state.count += 1
st.write(f"pressed {st.session_state.count} times")
